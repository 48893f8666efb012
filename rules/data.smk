"""Download, import and split a data set, and prepare what training needs from it.

In: the files that a data source names, or the user's own file or folder.
Out: data/splits/<dataset>/<split>/{train,valid,test}.fits and split.json;
data/prepared/<dataset>/<split>/pixel_statistics.json and, where a recipe asks for it,
<recipe>/train.fits, a training split balanced by augmented copies.
Pixel statistics and copies come from the training split alone: anything learnt from
valid or test would leak.
"""


# The data file itself is not an output. Snakemake deletes outputs before a job, but a
# partial download, and a file that was put there by hand, must stay.
rule download:
    output:
        verified="data/raw/{source}/{file}.verified",
    log:
        "results/logs/download/{source}/{file}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=600,
    params:
        source="{source}",
        file=source_file,
    message:
        "Download {wildcards.source}/{wildcards.file}"
    script:
        "../scripts/download.py"


# Only if the configuration asks for it: the link is in the user's home.
rule link_astronn:
    input:
        verified=lambda wildcards: source_proofs(wildcards.source),
    output:
        record="data/raw/{source}/astronn_link.json",
    log:
        "results/logs/link_astronn/{source}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    params:
        source="{source}",
    message:
        "Link {wildcards.source} for astroNN"
    script:
        "../scripts/link_astronn.py"


rule import_dataset:
    input:
        code=code(
            "scripts/import_dataset.py",
            "scripts/galaxybench/datasets/{source}.py",
        ),
        files=datasets.downloads,
    output:
        images=f"{IMAGES}/images.fits",
        summary=f"{IMAGES}/dataset.json",
    log:
        "results/logs/import_dataset/{dataset}.log",
    benchmark:
        "results/benchmarks/import_dataset/{dataset}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: requests.threads("import_dataset", 4)
    resources:
        **requests.streaming("import_dataset", mb=3000),
    params:
        code=digest("import_dataset"),
        dataset=datasets.description,
        local=datasets.local_files,
    message:
        "Import {wildcards.dataset}"
    script:
        "../scripts/import_dataset.py"


rule split_dataset:
    input:
        code=code("scripts/split_dataset.py"),
        images=f"{IMAGES}/images.fits",
        # Its content is a param, so its time does not count.
        published=ancient(splits.file),
    output:
        train=f"{SPLIT}/train.fits",
        valid=f"{SPLIT}/valid.fits",
        test=f"{SPLIT}/test.fits",
        summary=f"{SPLIT}/split.json",
    log:
        "results/logs/split_dataset/{dataset}/{split}.log",
    benchmark:
        "results/benchmarks/split_dataset/{dataset}/{split}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: requests.threads("split_dataset", 1)
    resources:
        **requests.streaming("split_dataset", mb=2000),
    params:
        code=digest("split_dataset"),
        split=splits.options,
    message:
        "Split {wildcards.dataset} ({wildcards.split})"
    script:
        "../scripts/split_dataset.py"


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
    threads: requests.threads("fit_normalization", 1)
    resources:
        **requests.streaming("fit_normalization", mb=1500),
    params:
        code=digest("fit_normalization"),
    message:
        "Compute the pixel statistics of the training split of {wildcards.dataset} "
        "({wildcards.split})"
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
    threads: requests.threads("balance_train", 1)
    resources:
        **requests.streaming("balance_train", mb=2000),
    params:
        code=digest("balance_train"),
        augmentation=lambda wildcards: config["recipes"][wildcards.recipe][
            "augmentation"
        ],
        seed=lambda wildcards: config["splits"][scheme_of(wildcards.split)]["seed"],
    message:
        "Balance the training split of {wildcards.dataset} ({wildcards.split})"
    script:
        "../scripts/balance_train.py"
