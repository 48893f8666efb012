"""The page of an experiment, its tables for papers, and its bibliography.

In: the comparison of an experiment's rows, its figures and splits. Out:
results/experiments/<experiment>/{report.html, references.bib},
tables/<dataset>/<scheme>/<table>.{md,tex}, the content of the page's tables, and
tables/reported.{md,tex} where the experiment is compared with a study. No Keras is
imported.
"""


rule write_report:
    input:
        code=code(
            "scripts/write_report.py",
            "scripts/galaxybench/report/templates/report.html.j2",
            *page_templates(BASE),
        ),
        table=f"{EXPERIMENT}/metrics.csv",
        pairs=f"{EXPERIMENT}/significance.csv",
        ranking=f"{EXPERIMENT}/ranking.csv",
        amounts=f"{EXPERIMENT}/data_amounts.csv",
        ranks=pages.ranks_file,
        references=pages.references_file,
        slices=pages.slices_file,
        citations=f"{EXPERIMENT}/references.bib",
        metrics=rows.files("metrics.json"),
        train=rows.train_metrics,
        runs=rows.run_files("run.json"),
        entries=rows.entry_files("run.json"),
        splits=rows.split_files("split.json"),
        imports=rows.dataset_files("dataset.json"),
        figures=figures.files,
        diagrams=figures.rank_diagrams,
        labels=figures.label_checks,
    output:
        report=in_report(
            f"{EXPERIMENT}/report.html", "report", figure="comparison report"
        ),
        left_out=update(f"{EXPERIMENT}/left_out.json"),
    log:
        "results/logs/write_report/{experiment}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(mb=2000),
    params:
        code=digest("write_report"),
        experiment="{experiment}",
        title=pages.title,
        names=rows.names,
        train=rows.train_names,
        views=rows.test_time_augmentations,
        splits=rows.splits,
        datasets=rows.datasets,
        figures=figures.names,
        ranked=figures.ranked_schemes,
        left_out=pages.left_out,
        ledger=LEDGER,
    message:
        "Write the report of {wildcards.experiment}"
    script:
        "../scripts/write_report.py"


rule write_tables:
    input:
        code=code("scripts/write_tables.py"),
        table=f"{EXPERIMENT}/metrics.csv",
        pairs=f"{EXPERIMENT}/significance.csv",
        ranking=f"{EXPERIMENT}/ranking.csv",
        metrics=rows.files("metrics.json"),
    output:
        **table_files(TABLES, *TABLE_NAMES),
    log:
        "results/logs/write_tables/{experiment}/{dataset}/{scheme}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("write_tables"),
        names=rows.names,
        failed=pages.failed_runs,
    message:
        "Write the tables of {wildcards.experiment}"
    script:
        "../scripts/write_tables.py"


rule write_slices:
    input:
        code=code("scripts/write_slices.py"),
        table=f"{EXPERIMENT}/slices.csv",
    output:
        **table_files(TABLES, "slices"),
    log:
        "results/logs/write_slices/{experiment}/{dataset}/{scheme}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("write_slices"),
    message:
        "Write the table of slices of {wildcards.experiment}"
    script:
        "../scripts/write_slices.py"


rule write_reported:
    input:
        code=code("scripts/write_reported.py"),
        references=f"{EXPERIMENT}/references.csv",
    output:
        **table_files(f"{EXPERIMENT}/tables", "reported"),
    log:
        "results/logs/write_reported/{experiment}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("write_reported"),
    message:
        "Write the reported figures beside {wildcards.experiment}"
    script:
        "../scripts/write_reported.py"


rule write_citations:
    input:
        code=code("scripts/write_citations.py"),
        # Their content is a param, so their times do not count.
        papers=ancient(pages.paper_files),
        software=ancient(os.path.relpath(BASE / "CITATION.cff")),
        table=f"{EXPERIMENT}/metrics.csv",
        pairs=f"{EXPERIMENT}/significance.csv",
        runs=rows.run_files("run.json"),
        splits=rows.split_files("split.json"),
    output:
        references=in_report(
            f"{EXPERIMENT}/references.bib", "citations", figure="citations to give"
        ),
    log:
        "results/logs/write_citations/{experiment}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("write_citations"),
        sources=pages.sources,
        ranked=lambda wildcards: bool(figures.ranked_schemes(wildcards)),
        gradcam=lambda wildcards: any(
            names["figure"] == "gradcam" for names in figures.names(wildcards)
        ),
        label_check=lambda wildcards: config["experiments"][wildcards.experiment][
            "label_check"
        ],
    message:
        "Write the bibliography of {wildcards.experiment}"
    script:
        "../scripts/write_citations.py"
