"""Two experiments side by side.

In: `compared` of the configuration, usually given by --config: two experiments, or an
experiment and a copy of an experiment's folder; metrics.csv, record.json and answers.csv
of both.
Out: results/comparisons/<first>-<second>/report.html. No Keras is imported.
"""

COMPARED = compared.name()


rule compare:
    input:
        code=code(
            "scripts/compare.py",
            "scripts/galaxybench/report/templates/comparison.html.j2",
            "scripts/galaxybench/report/templates/page/box.html.j2",
            "scripts/galaxybench/report/templates/page/style.css.j2",
        ),
        tables=compared.files("metrics.csv"),
        records=compared.files("record.json"),
        answers=compared.files("answers.csv"),
    output:
        report=f"results/comparisons/{COMPARED}/report.html",
    log:
        f"results/logs/compare/{COMPARED}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(mb=2000, minutes=20),
    params:
        code=digest("compare"),
        names=compared.names,
    message:
        "Compare {params.names[0]} and {params.names[1]} ({output.report})"
    script:
        "../scripts/compare.py"
