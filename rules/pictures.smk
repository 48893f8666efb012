"""Figures that show images, one rule each.

In: the images of the splits, predictions and scores of an experiment's runs. Out:
results/experiments/<experiment>/figures/<dataset>/<scheme>/<figure>.{png,pdf,csv}; the
CSV lists the images. No Keras is imported.
"""


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


rule plot_augmentation:
    input:
        code=code("scripts/plot_augmentation.py"),
        train=first_of("train.fits"),
    output:
        **figure("augmentation"),
    log:
        "results/logs/plot_augmentation/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        augmentations=augmentations_of,
    message:
        "Draw the augmentation of {wildcards.experiment}"
    script:
        "../scripts/plot_augmentation.py"


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
        splits=named_splits,
    message:
        "Draw misclassified of {wildcards.experiment}"
    script:
        "../scripts/plot_misclassified.py"


rule plot_all_fail:
    input:
        code=code("scripts/plot_all_fail.py"),
        predictions=of_rows("predictions.csv"),
        metrics=of_rows("metrics.json"),
        tests=of_splits("test.fits"),
    output:
        **figure("all_fail"),
    log:
        "results/logs/plot_all_fail/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of_rows,
        splits=named_splits,
    message:
        "Draw the images that fooled every run of {wildcards.experiment}"
    script:
        "../scripts/plot_all_fail.py"


rule plot_confused:
    input:
        code=code("scripts/plot_confused.py"),
        predictions=of_rows("predictions.csv"),
        metrics=of_rows("metrics.json"),
        tests=of_splits("test.fits"),
    output:
        **figure("confused"),
    log:
        "results/logs/plot_confused/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=names_of_rows,
        splits=named_splits,
    message:
        "Draw the most confused classes of {wildcards.experiment}"
    script:
        "../scripts/plot_confused.py"


rule plot_gradcam:
    input:
        code=code("scripts/plot_gradcam.py"),
        maps=explained("gradcam.npz"),
        test=first_of("test.fits"),
    output:
        **figure("gradcam"),
    log:
        "results/logs/plot_gradcam/{experiment}/{dataset}/{scheme}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    params:
        names=explained_names,
    message:
        "Draw what the models of {wildcards.experiment} looked at"
    script:
        "../scripts/plot_gradcam.py"
