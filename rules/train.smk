"""Train one model once.

In: train and valid FITS of a split, pixel statistics, the recipe, the architecture's
code, the weights to start from. Out:
results/runs/<dataset>/<split>/<recipe>/<model>/seed-<seed>/model.keras, history.csv and
run.json.
"""


# A rule of its own, because the node of a training may have no network.
rule download_weights:
    output:
        verified="data/weights/{architecture}/{file}.verified",
    log:
        "results/logs/download_weights/{architecture}/{file}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=60,
    params:
        architecture="{architecture}",
        file=weights_file,
    message:
        "Download weights {wildcards.file} of {wildcards.architecture}"
    script:
        "../scripts/download_weights.py"


rule train_model:
    input:
        code=code(
            "scripts/train_model.py",
            "scripts/galaxybench/models/{architecture}.py",
        ),
        train=runs.train_part,
        valid=f"{SPLIT}/valid.fits",
        statistics=f"{PREPARED}/pixel_statistics.json",
        weights=runs.starting_weights,
    output:
        model=update(f"{RUN}/model.keras"),
        history=update(f"{RUN}/history.csv"),
        run=update(f"{RUN}/run.json"),
    log:
        "results/logs/train_model/{dataset}/{split}/{recipe}/{model}/seed-{seed}.log",
    benchmark:
        "results/benchmarks/train_model/{dataset}/{split}/{recipe}/{model}/seed-{seed}.tsv"
    priority: requests.longest_first
    conda:
        "../envs/train.yaml"
    threads: requests.threads("train_model", TRAINING_THREADS)
    resources:
        **requests.training("train_model"),
    params:
        code=digest("train_model"),
        software=KERAS,
        recipe=runs.recipe,
        start=runs.starting_content,
        model=runs.model,
    message:
        "Train {wildcards.model} on {wildcards.dataset} ({wildcards.split}, "
        "recipe {wildcards.recipe}, seed {wildcards.seed}); "
        "asks for {resources.mem_mb} MB and {resources.runtime} min"
    script:
        "../scripts/train_model.py"
