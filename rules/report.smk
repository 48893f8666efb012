"""From scored runs to the comparison: a table, figures, one page.

In: metrics.json, run.json, history.csv and predictions.csv of every run of an
experiment, and the splits. Out: results/experiments/<experiment>/metrics.csv,
figures/<dataset>/<scheme>/<figure>.{png,pdf} and report.html. No Keras is imported.
"""


rule compare_models:
    input:
        code=code("scripts/compare_models.py"),
        metrics=of_rows("metrics.json"),
        runs=of_rows("run.json"),
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


rule plot_accuracy:
    input:
        code=code("scripts/plot_accuracy.py"),
        table=f"{EXPERIMENT}/metrics.csv",
        split=first_of("split.json"),
    output:
        **figure("accuracy"),
    log:
        "results/logs/plot_accuracy/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    message:
        "Draw accuracy of {wildcards.experiment}"
    script:
        "../scripts/plot_accuracy.py"


rule plot_learning_curves:
    input:
        code=code("scripts/plot_learning_curves.py"),
        histories=of_runs("history.csv"),
        runs=of_runs("run.json"),
        split=first_of("split.json"),
    output:
        **figure("learning_curves"),
    log:
        "results/logs/plot_learning_curves/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of,
    message:
        "Draw learning curves of {wildcards.experiment}"
    script:
        "../scripts/plot_learning_curves.py"


rule plot_confusion:
    input:
        code=code("scripts/plot_confusion.py"),
        metrics=of_rows("metrics.json"),
        split=first_of("split.json"),
    output:
        **figure("confusion"),
    log:
        "results/logs/plot_confusion/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of_rows,
    message:
        "Draw confusion of {wildcards.experiment}"
    script:
        "../scripts/plot_confusion.py"


rule plot_samples:
    input:
        code=code("scripts/plot_samples.py"),
        train=first_of("train.fits"),
    output:
        **figure("samples"),
    log:
        "results/logs/plot_samples/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    message:
        "Draw samples of {wildcards.experiment}"
    script:
        "../scripts/plot_samples.py"


rule plot_misclassified:
    input:
        code=code("scripts/plot_misclassified.py"),
        predictions=of_rows("predictions.csv"),
        tests=of_splits("test.fits"),
    output:
        **figure("misclassified"),
    log:
        "results/logs/plot_misclassified/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of_rows,
        splits=splits_of,
    message:
        "Draw misclassified of {wildcards.experiment}"
    script:
        "../scripts/plot_misclassified.py"


rule plot_data_amount:
    input:
        code=code("scripts/plot_data_amount.py"),
        table=f"{EXPERIMENT}/metrics.csv",
        splits=split_files_of_amounts,
    output:
        **figure("data_amount"),
    log:
        "results/logs/plot_data_amount/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        splits=splits_of_amounts,
    message:
        "Draw accuracy over the number of training images of {wildcards.experiment}"
    script:
        "../scripts/plot_data_amount.py"


rule write_report:
    input:
        code=code(
            "scripts/write_report.py",
            "scripts/galaxybench/report.html.j2",
            *(
                f"scripts/galaxybench/page/{part}.html.j2"
                for part in (
                    "amounts",
                    "calibration",
                    "classes",
                    "entries",
                    "factorial",
                    "pairs",
                    "reported",
                )
            ),
        ),
        table=f"{EXPERIMENT}/metrics.csv",
        pairs=f"{EXPERIMENT}/significance.csv",
        overall=f"{EXPERIMENT}/significance.json",
        references=compared_references,
        metrics=of_rows("metrics.json"),
        train=train_scores_of,
        runs=of_runs("run.json"),
        entries=of_entries("run.json"),
        splits=of_splits("split.json"),
        figures=drawn,
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
    message:
        "Write the report of {wildcards.experiment}"
    script:
        "../scripts/write_report.py"
