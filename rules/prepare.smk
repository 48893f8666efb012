"""What training needs besides the images of a split.

In: data/splits/<dataset>/<split>/train.fits.
Out: data/prepared/<dataset>/<split>/pixel_statistics.json and, where a recipe asks for
it, <recipe>/train.fits, a training set balanced by augmented copies.
Only the training part is read: what is learnt from valid or test would leak.
"""


rule fit_normalization:
    input:
        code=code("scripts/fit_normalization.py"),
        train=f"{SPLIT}/train.fits",
    output:
        statistics=f"{PREPARED}/pixel_statistics.json",
    log:
        "results/logs/fit_normalization/{dataset}/{split}.log",
    benchmark:
        "results/benchmarks/fit_normalization/{dataset}/{split}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: cores("fit_normalization", 1)
    resources:
        mem_mb=memory("fit_normalization", streaming_mb(1500)),
        runtime=minutes("fit_normalization", streaming_minutes),
    message:
        "Pixel statistics of the training part of {wildcards.dataset} ({wildcards.split})"
    script:
        "../scripts/fit_normalization.py"


rule balance_train:
    input:
        code=code("scripts/balance_train.py"),
        train=f"{SPLIT}/train.fits",
    output:
        train=f"{PREPARED}/{{recipe}}/train.fits",
    log:
        "results/logs/balance_train/{dataset}/{split}/{recipe}.log",
    benchmark:
        "results/benchmarks/balance_train/{dataset}/{split}/{recipe}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: cores("balance_train", 1)
    resources:
        mem_mb=memory("balance_train", streaming_mb(2000)),
        runtime=minutes("balance_train", streaming_minutes),
    params:
        augmentation=lambda wildcards: config["recipes"][wildcards.recipe][
            "augmentation"
        ],
        seed=lambda wildcards: config["splits"][scheme_of(wildcards.split)]["seed"],
    message:
        "Balance the training part of {wildcards.dataset} ({wildcards.split})"
    script:
        "../scripts/balance_train.py"
