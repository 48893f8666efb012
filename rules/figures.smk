"""Figures, one rule each.

In: the table, scores, histories, predictions and images of an experiment's rows. Out:
results/experiments/<experiment>/figures/<dataset>/<scheme>/<figure>.{png,pdf,csv};
without <dataset>, of all data sets together. The CSV has the numbers that are drawn, or
the list of images. No Keras is imported.
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


rule plot_samples:
    input:
        code=code("scripts/plot_samples.py"),
        train=rows.first_split_file("train.fits"),
    output:
        **figure_files("samples"),
    log:
        "results/logs/plot_samples/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_samples"),
    message:
        "Draw sample images of {wildcards.experiment}"
    script:
        "../scripts/plot_samples.py"


rule plot_augmentation:
    input:
        code=code("scripts/plot_augmentation.py"),
        train=rows.first_split_file("train.fits"),
    output:
        **figure_files("augmentation"),
    log:
        "results/logs/plot_augmentation/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_augmentation"),
        augmentations=figures.augmentations,
    message:
        "Draw the augmentation of {wildcards.experiment}"
    script:
        "../scripts/plot_augmentation.py"


rule plot_misclassified:
    input:
        code=code("scripts/plot_misclassified.py"),
        predictions=rows.files("predictions.csv"),
        tests=rows.split_files("test.fits"),
    output:
        **figure_files("misclassified"),
    log:
        "results/logs/plot_misclassified/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_misclassified"),
        names=rows.names,
        splits=rows.splits,
    message:
        "Draw the most confident errors of {wildcards.experiment}"
    script:
        "../scripts/plot_misclassified.py"


rule plot_all_fail:
    input:
        code=code("scripts/plot_all_fail.py"),
        predictions=rows.files("predictions.csv"),
        metrics=rows.files("metrics.json"),
        tests=rows.split_files("test.fits"),
    output:
        **figure_files("all_fail"),
    log:
        "results/logs/plot_all_fail/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_all_fail"),
        names=rows.names,
        splits=rows.splits,
    message:
        "Draw the images that every run got wrong in {wildcards.experiment}"
    script:
        "../scripts/plot_all_fail.py"


rule plot_likely_wrong:
    input:
        code=code("scripts/plot_likely_wrong.py"),
        predictions=rows.files("predictions.csv"),
        metrics=rows.files("metrics.json"),
        valid_predictions=figures.checked_predictions,
        tests=rows.split_files("test.fits"),
        valid=figures.checked_parts,
    output:
        **figure_files("likely_wrong"),
        summary=update(f"{FIGURES}/likely_wrong.json"),
    log:
        "results/logs/plot_likely_wrong/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(mb=2000),
    params:
        code=digest("plot_likely_wrong"),
        names=rows.names,
        splits=rows.splits,
    message:
        "Look for wrong labels in {wildcards.experiment}"
    script:
        "../scripts/plot_likely_wrong.py"


rule plot_confused:
    input:
        code=code("scripts/plot_confused.py"),
        predictions=rows.files("predictions.csv"),
        metrics=rows.files("metrics.json"),
        tests=rows.split_files("test.fits"),
    output:
        **figure_files("confused"),
    log:
        "results/logs/plot_confused/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_confused"),
        names=rows.names,
        splits=rows.splits,
    message:
        "Draw the most confused classes of {wildcards.experiment}"
    script:
        "../scripts/plot_confused.py"


rule plot_gradcam:
    input:
        code=code("scripts/plot_gradcam.py"),
        maps=figures.explained_files("gradcam.npz"),
        test=rows.first_split_file("test.fits"),
    output:
        **figure_files("gradcam"),
    log:
        "results/logs/plot_gradcam/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("plot_gradcam"),
        names=figures.explained_names,
    message:
        "Draw the Grad-CAM maps of {wildcards.experiment}"
    script:
        "../scripts/plot_gradcam.py"
