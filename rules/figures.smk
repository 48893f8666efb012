"""Figures of numbers, one rule each; those of images are in image_figures.smk.

In: the table, scores, histories and predictions of an experiment's rows. Out:
results/experiments/<experiment>/figures/<dataset>/<scheme>/<figure>.{png,pdf,csv};
without <dataset>, of all data sets together. The CSV has the numbers that are drawn. No
Keras is imported.
"""


rule plot_accuracy:
    input:
        code=code("scripts/plot_accuracy.py"),
        table=f"{EXPERIMENT}/metrics.csv",
        split=rows.first_split_file("split.json"),
    output:
        **figure_files("accuracy"),
    log:
        "results/logs/plot_accuracy/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_accuracy"),
    message:
        "Draw the accuracies of {wildcards.experiment}"
    script:
        "../scripts/plot_accuracy.py"


rule plot_cost:
    input:
        code=code("scripts/plot_cost.py"),
        table=f"{EXPERIMENT}/metrics.csv",
        ranking=f"{EXPERIMENT}/ranking.csv",
        split=rows.first_split_file("split.json"),
    output:
        **figure_files("cost"),
    log:
        "results/logs/plot_cost/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_cost"),
    message:
        "Draw accuracy against cost for {wildcards.experiment}"
    script:
        "../scripts/plot_cost.py"


rule plot_learning_curves:
    input:
        code=code("scripts/plot_learning_curves.py"),
        histories=rows.run_files("history.csv"),
        runs=rows.run_files("run.json"),
        split=rows.first_split_file("split.json"),
    output:
        **figure_files("learning_curves"),
    log:
        "results/logs/plot_learning_curves/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_learning_curves"),
        names=rows.run_names,
    message:
        "Draw the learning curves of {wildcards.experiment}"
    script:
        "../scripts/plot_learning_curves.py"


rule plot_classes:
    input:
        code=code("scripts/plot_classes.py"),
        metrics=rows.files("metrics.json"),
        split=rows.first_split_file("split.json"),
    output:
        **figure_files("classes"),
    log:
        "results/logs/plot_classes/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_classes"),
        names=rows.names,
    message:
        "Draw the scores by class of {wildcards.experiment}"
    script:
        "../scripts/plot_classes.py"


rule plot_slices:
    input:
        code=code("scripts/plot_slices.py"),
        table=f"{EXPERIMENT}/slices.csv",
        split=rows.first_split_file("split.json"),
    output:
        **figure_files("slices"),
    log:
        "results/logs/plot_slices/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_slices"),
    message:
        "Draw the accuracies on slices of the test images of {wildcards.experiment}"
    script:
        "../scripts/plot_slices.py"


rule plot_confusion:
    input:
        code=code("scripts/plot_confusion.py"),
        metrics=rows.files("metrics.json"),
        split=rows.first_split_file("split.json"),
    output:
        **figure_files("confusion"),
    log:
        "results/logs/plot_confusion/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_confusion"),
        names=rows.names,
    message:
        "Draw the confusion matrices of {wildcards.experiment}"
    script:
        "../scripts/plot_confusion.py"


rule plot_reliability:
    input:
        code=code("scripts/plot_reliability.py"),
        predictions=rows.files("predictions.csv"),
        metrics=rows.files("metrics.json"),
        split=rows.first_split_file("split.json"),
    output:
        **figure_files("reliability"),
    log:
        "results/logs/plot_reliability/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_reliability"),
        names=rows.names,
    message:
        "Draw the reliability diagrams of {wildcards.experiment}"
    script:
        "../scripts/plot_reliability.py"


rule plot_data_amount:
    input:
        code=code("scripts/plot_data_amount.py"),
        table=f"{EXPERIMENT}/metrics.csv",
        ranking=f"{EXPERIMENT}/ranking.csv",
        amounts=f"{EXPERIMENT}/data_amounts.csv",
        splits=figures.data_amount_split_files,
    output:
        **figure_files("data_amount"),
    log:
        "results/logs/plot_data_amount/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_data_amount"),
        splits=figures.data_amount_splits,
    message:
        "Draw accuracy against the number of training images for {wildcards.experiment}"
    script:
        "../scripts/plot_data_amount.py"


rule plot_ranks:
    input:
        code=code("scripts/plot_ranks.py"),
        ranks=f"{EXPERIMENT}/ranks.json",
        splits=rows.split_files("split.json"),
    output:
        **figure_files("ranks", FIGURES_OF_ALL),
    log:
        "results/logs/plot_ranks/{experiment}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_ranks"),
    message:
        "Draw the ranks of the models of {wildcards.experiment} over its data sets"
    script:
        "../scripts/plot_ranks.py"
