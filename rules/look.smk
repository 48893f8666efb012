"""See a data set as it was imported, before anything is split or trained.

In: data/images/<dataset>/{images.fits, dataset.json}. Out: results/looks/<dataset>.html.
No Keras is imported.

    snakemake --cores 1 look_<dataset>
"""


rule write_look:
    input:
        code=code(
            "scripts/write_look.py",
            "scripts/galaxybench/report/templates/look.html.j2",
            "scripts/galaxybench/report/templates/look/style.css.j2",
            "scripts/galaxybench/report/templates/page/box.html.j2",
            "scripts/galaxybench/report/templates/page/style.css.j2",
        ),
        images=f"{IMAGES}/images.fits",
        summary=f"{IMAGES}/dataset.json",
    output:
        page=LOOK,
    log:
        "results/logs/write_look/{dataset}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **requests.streaming("write_look", mb=2000),
    params:
        code=digest("write_look"),
        dataset=datasets.description,
    message:
        "Look at {wildcards.dataset} ({output.page})"
    script:
        "../scripts/write_look.py"


for dataset in config["datasets"]:

    rule:
        name:
            f"look_{dataset}"
        input:
            LOOK.format(dataset=dataset),
        message:
            f"results/looks/{dataset}.html shows what was read"
