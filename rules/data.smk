"""From an address to train, valid and test.

In: the files that a data source names, or a local file or folder of the user's.
Out: data/splits/<dataset>/<split>/{train,valid,test}.fits and split.json.
Steps: download and verify; import every image once; split.
"""


def declared_file(wildcards):
    """Name, addresses and checksum of one file of a data source."""
    for file in declaration(wildcards.source).files:
        if file["name"] == wildcards.file:
            return dict(sorted(file.items()))
    raise WorkflowError(
        f"data/raw/{wildcards.source}/{wildcards.file}: the data source "
        f"{wildcards.source} names no such file"
    )


def verified_files(wildcards):
    """Proofs of the downloads that a data set needs."""
    source = config["datasets"][wildcards.dataset]["source"]
    return [
        f"data/raw/{source}/{file['name']}.verified"
        for file in declaration(source).files
    ]


def local_files(wildcards):
    """The user's own file, or folder and the folders in it, whose times are watched."""
    path = config["datasets"][wildcards.dataset].get("path")
    if path is None:
        return []
    place = Path(path)
    if not place.is_dir():
        return [path]
    return [path, *sorted(str(folder) for folder in place.iterdir() if folder.is_dir())]


def source_options(wildcards):
    """The options of a data set's own source."""
    dataset = config["datasets"][wildcards.dataset]
    return {key: dataset[key] for key in sorted(declaration(dataset["source"]).options)}


def selection(wildcards):
    """The options that every source takes."""
    dataset = config["datasets"][wildcards.dataset]
    return {
        key: dataset[key]
        for key in ("keep_classes", "limit", "merge_classes", "resize")
    }


# The data file itself is not declared as an output, because Snakemake deletes declared
# outputs before a job: a partial download and a file put in place by hand stay.
rule download:
    output:
        verified="data/raw/{source}/{file}.verified",
    log:
        "results/logs/download/{source}/{file}.log",
    conda:
        "../envs/analysis.yaml"
    localrule: True
    threads: 1
    resources:
        mem_mb=500,
        runtime=600,
    params:
        source="{source}",
        file=declared_file,
    message:
        "Download {wildcards.source}/{wildcards.file}"
    script:
        "../scripts/download.py"


rule import_dataset:
    input:
        code=code(
            "scripts/import_dataset.py",
            "scripts/galaxybench/datasets/__init__.py",
            "scripts/galaxybench/datasets/{source}.py",
        ),
        files=ancient(verified_files),
        local=local_files,
    output:
        images=f"{IMAGES}/images.fits",
        summary=f"{IMAGES}/dataset.json",
    log:
        "results/logs/import_dataset/{dataset}.log",
    benchmark:
        "results/benchmarks/import_dataset/{dataset}.tsv"
    conda:
        "../envs/analysis.yaml"
    threads: 4
    resources:
        mem_mb=lambda wildcards, attempt: 3000 * attempt,
        runtime=lambda wildcards, attempt: 60 * attempt,
    params:
        source=lambda wildcards: config["datasets"][wildcards.dataset]["source"],
        options=source_options,
        selection=selection,
    message:
        "Import {wildcards.dataset}"
    script:
        "../scripts/import_dataset.py"


rule split_dataset:
    input:
        code=code("scripts/split_dataset.py"),
        images=f"{IMAGES}/images.fits",
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
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    params:
        split=lambda wildcards: split_options(config, wildcards.split),
    message:
        "Split {wildcards.dataset} ({wildcards.split})"
    script:
        "../scripts/split_dataset.py"
