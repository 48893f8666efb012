"""From scored runs to the comparison: tables and one page.

In: metrics.json, run.json and predictions.csv of every run of an experiment, the splits
and the figures. Out: results/experiments/<experiment>/{metrics.csv, significance.csv,
ranks.json, references.csv, references.bib, report.html}. No Keras is imported.
"""


rule compare_models:
    input:
        code=code("scripts/compare_models.py"),
        metrics=of_rows("metrics.json"),
        runs=of_rows("run.json"),
        speeds=of_runs("prediction_speed.json"),
        train=train_scores_of,
    output:
        table=report(
            f"{EXPERIMENT}/metrics.csv",
            caption="captions/metrics.rst",
            category="{experiment}",
            labels={"figure": "table of runs"},
        ),
    log:
        "results/logs/compare_models/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of_rows,
        train=train_names_of,
    message:
        "Compare the runs of {wildcards.experiment}"
    script:
        "../scripts/compare_models.py"


rule compare_pairs:
    input:
        code=code("scripts/compare_pairs.py"),
        predictions=of_rows("predictions.csv"),
        tests=of_splits("test.fits"),
        splits=of_splits("split.json"),
    output:
        table=report(
            f"{EXPERIMENT}/significance.csv",
            caption="captions/significance.rst",
            category="{experiment}",
            labels={"figure": "pairs of models"},
        ),
        overall=f"{EXPERIMENT}/significance.json",
    log:
        "results/logs/compare_pairs/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of_rows,
        splits=named_splits,
    message:
        "Test the differences between the models of {wildcards.experiment}"
    script:
        "../scripts/compare_pairs.py"


rule compare_ranks:
    input:
        code=code("scripts/compare_ranks.py"),
        table=f"{EXPERIMENT}/metrics.csv",
    output:
        ranks=f"{EXPERIMENT}/ranks.json",
    log:
        "results/logs/compare_ranks/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    message:
        "Rank the models of {wildcards.experiment} over its data sets"
    script:
        "../scripts/compare_ranks.py"


rule compare_references:
    input:
        code=code("scripts/compare_references.py"),
        table=f"{EXPERIMENT}/metrics.csv",
        splits=of_splits("split.json"),
    output:
        table=report(
            f"{EXPERIMENT}/references.csv",
            caption="captions/references.rst",
            category="{experiment}",
            labels={"figure": "reported and reproduced"},
        ),
    log:
        "results/logs/compare_references/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        # The experiment's own rows: those of another are no reason to rerun.
        references=references_of,
        splits=named_splits,
    message:
        "Compare {wildcards.experiment} with what was reported"
    script:
        "../scripts/compare_references.py"


rule write_citations:
    input:
        code=code("scripts/write_citations.py"),
        papers=papers_of,
        software=os.path.relpath(BASE / "CITATION.cff"),
        table=f"{EXPERIMENT}/metrics.csv",
        pairs=f"{EXPERIMENT}/significance.csv",
        overall=f"{EXPERIMENT}/significance.json",
        runs=of_runs("run.json"),
        splits=of_splits("split.json"),
    output:
        references=report(
            f"{EXPERIMENT}/references.bib",
            caption="captions/citations.rst",
            category="{experiment}",
            labels={"figure": "citations to give"},
        ),
    log:
        "results/logs/write_citations/{experiment}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        ranked=lambda wildcards: bool(ranked_of(wildcards)),
        gradcam=lambda wildcards: config["experiments"][wildcards.experiment]["gradcam"],
    message:
        "Write what {wildcards.experiment} has to cite"
    script:
        "../scripts/write_citations.py"


rule write_record:
    input:
        code=code("scripts/write_record.py"),
        predictions=of_rows("predictions.csv"),
        runs=of_runs("run.json"),
        tests=of_splits("test.fits"),
        splits=of_splits("split.json"),
    output:
        record=f"{EXPERIMENT}/record.json",
        answers=f"{EXPERIMENT}/answers.csv",
    log:
        "results/logs/write_record/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of_rows,
        views=views_of_runs,
        splits=named_splits,
    message:
        "Keep how {wildcards.experiment} was made and what it answered"
    script:
        "../scripts/write_record.py"


rule write_report:
    input:
        code=code(
            "scripts/write_report.py",
            "scripts/galaxybench/report/templates/report.html.j2",
            *PAGE_PARTS,
        ),
        table=f"{EXPERIMENT}/metrics.csv",
        pairs=f"{EXPERIMENT}/significance.csv",
        overall=f"{EXPERIMENT}/significance.json",
        ranks=ranks_of,
        references=compared_references,
        citations=f"{EXPERIMENT}/references.bib",
        metrics=of_rows("metrics.json"),
        train=train_scores_of,
        runs=of_runs("run.json"),
        entries=of_entries("run.json"),
        splits=of_splits("split.json"),
        figures=drawn,
        diagrams=drawn_ranks,
    output:
        report=report(
            f"{EXPERIMENT}/report.html",
            caption="captions/report.rst",
            category="{experiment}",
            labels={"figure": "comparison report"},
        ),
    log:
        "results/logs/write_report/{experiment}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        experiment="{experiment}",
        title=title_of,
        names=names_of_rows,
        train=train_names_of,
        views=views_of_runs,
        splits=named_splits,
        figures=figures_of,
        ranked=ranked_of,
    message:
        "Write the report of {wildcards.experiment}"
    script:
        "../scripts/write_report.py"
