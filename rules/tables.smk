"""Tables for papers.

In: the comparison of an experiment's runs. Out:
results/experiments/<experiment>/tables/<dataset>/<scheme>/<table>.{md,tex}, the content
of the page's tables, and tables/reported.{md,tex} where a study is compared with. No
Keras is imported.
"""


rule write_tables:
    input:
        code=code("scripts/write_tables.py"),
        table=f"{EXPERIMENT}/metrics.csv",
        pairs=f"{EXPERIMENT}/significance.csv",
        metrics=of_rows("metrics.json"),
    output:
        **table_files(TABLES, *TABLE_NAMES),
    log:
        "results/logs/write_tables/{experiment}/{dataset}/{scheme}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of_rows,
    message:
        "Write the tables of {wildcards.experiment}"
    script:
        "../scripts/write_tables.py"


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
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    message:
        "Write what was reported beside {wildcards.experiment}"
    script:
        "../scripts/write_reported.py"
