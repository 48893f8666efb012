"""From an address to train, valid and test.

In: the files that a data source names, or a local file or folder of the user's.
Out: data/splits/<dataset>/<split>/{train,valid,test}.fits and split.json.
Steps: download and verify; import every image once; split.
"""


# The data file itself is not declared as an output, because Snakemake deletes declared
# outputs before a job: a partial download and a file put in place by hand stay.
rule download:
    output:
        verified="data/raw/{source}/{file}.verified",
    log:
        "results/logs/download/{source}/{file}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=600,
    params:
        source="{source}",
        file=declared_file,
    message:
        "Download {wildcards.source}/{wildcards.file}"
    script:
        "../scripts/download.py"


# Only where the configuration asks: the link is in the user's home.
rule link_astronn:
    input:
        verified=lambda wildcards: downloads(wildcards.source),
    output:
        record="data/raw/{source}/astronn_link.json",
    log:
        "results/logs/link_astronn/{source}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        source="{source}",
    message:
        "Show {wildcards.source} to astroNN"
    script:
        "../scripts/link_astronn.py"


rule import_dataset:
    input:
        code=code(
            "scripts/import_dataset.py",
            "scripts/galaxybench/datasets/{source}.py",
        ),
        files=verified_files,
    output:
        images=f"{IMAGES}/images.fits",
        summary=f"{IMAGES}/dataset.json",
    log:
        "results/logs/import_dataset/{dataset}.log",
    benchmark:
        "results/benchmarks/import_dataset/{dataset}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: cores("import_dataset", 4)
    resources:
        mem_mb=memory("import_dataset", streaming_mb(3000)),
        runtime=minutes("import_dataset", streaming_minutes),
    params:
        dataset=dataset_of,
        local=local_files,
    message:
        "Import {wildcards.dataset}"
    script:
        "../scripts/import_dataset.py"


rule split_dataset:
    input:
        code=code("scripts/split_dataset.py"),
        images=f"{IMAGES}/images.fits",
    output:
        train=f"{SPLIT}/train.fits",
        valid=f"{SPLIT}/valid.fits",
        test=f"{SPLIT}/test.fits",
        summary=f"{SPLIT}/split.json",
    log:
        "results/logs/split_dataset/{dataset}/{split}.log",
    benchmark:
        "results/benchmarks/split_dataset/{dataset}/{split}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: cores("split_dataset", 1)
    resources:
        mem_mb=memory("split_dataset", streaming_mb(2000)),
        runtime=minutes("split_dataset", streaming_minutes),
    params:
        split=lambda wildcards: split_options(config, wildcards.split),
    message:
        "Split {wildcards.dataset} ({wildcards.split})"
    script:
        "../scripts/split_dataset.py"
