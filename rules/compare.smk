"""Two experiments side by side.

In: `compared` of the configuration, mostly given by --config: two experiments, or one
and a copy of an experiment's folder; of each metrics.csv, record.json and answers.csv.
Out: results/comparisons/<first>-<second>/report.html. No Keras is imported.
"""

COMPARED = compare_request.name_of(config)


rule compare:
    input:
        code=code(
            "scripts/compare.py",
            "scripts/galaxybench/report/templates/comparison.html.j2",
            "scripts/galaxybench/report/templates/page/box.html.j2",
            "scripts/galaxybench/report/templates/page/style.css.j2",
        ),
        tables=of_compared("metrics.csv"),
        records=of_compared("record.json"),
        answers=of_compared("answers.csv"),
    output:
        report=f"results/comparisons/{COMPARED}/report.html",
    log:
        f"results/logs/compare/{COMPARED}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 20 * attempt,
    params:
        names=names_of_compared,
    message:
        "Compare {params.names[0]} and {params.names[1]} ({output.report})"
    script:
        "../scripts/compare.py"
