"""Figures that show images, one rule each.

In: the images of a split, and what the rows of an experiment predict for them. Out:
results/experiments/<experiment>/figures/<dataset>/<scheme>/<figure>.{png,pdf,csv}. The
CSV has the list of images. No Keras is imported.
"""


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
