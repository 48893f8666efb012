"""Figures, one rule each.

In: the table, scores, histories, predictions and splits of an experiment's runs. Out:
results/experiments/<experiment>/figures/<dataset>/<scheme>/<figure>.{png,pdf,csv};
without <dataset>, of all data sets together. The CSV has the numbers that are drawn. No
Keras is imported.
"""


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


rule plot_cost:
    input:
        code=code("scripts/plot_cost.py"),
        table=f"{EXPERIMENT}/metrics.csv",
        split=first_of("split.json"),
    output:
        **figure("cost"),
    log:
        "results/logs/plot_cost/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    message:
        "Draw accuracy against cost of {wildcards.experiment}"
    script:
        "../scripts/plot_cost.py"


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


rule plot_classes:
    input:
        code=code("scripts/plot_classes.py"),
        metrics=of_rows("metrics.json"),
        split=first_of("split.json"),
    output:
        **figure("classes"),
    log:
        "results/logs/plot_classes/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of_rows,
    message:
        "Draw the classes of {wildcards.experiment}"
    script:
        "../scripts/plot_classes.py"


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


rule plot_reliability:
    input:
        code=code("scripts/plot_reliability.py"),
        predictions=of_rows("predictions.csv"),
        metrics=of_rows("metrics.json"),
        split=first_of("split.json"),
    output:
        **figure("reliability"),
    log:
        "results/logs/plot_reliability/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of_rows,
    message:
        "Draw the reliability of the probabilities of {wildcards.experiment}"
    script:
        "../scripts/plot_reliability.py"


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


rule plot_ranks:
    input:
        code=code("scripts/plot_ranks.py"),
        ranks=f"{EXPERIMENT}/ranks.json",
        splits=of_splits("split.json"),
    output:
        **figure("ranks", FIGURES_OF_ALL),
    log:
        "results/logs/plot_ranks/{experiment}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    message:
        "Draw the ranks of the models of {wildcards.experiment} over its data sets"
    script:
        "../scripts/plot_ranks.py"
