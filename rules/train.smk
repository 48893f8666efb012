"""Train one model once.

In: train and valid FITS of a split, pixel statistics, the recipe, the architecture's
code, the weights to start from. Out:
results/runs/<dataset>/<split>/<recipe>/<model>/seed-<seed>/model.keras, history.csv and
run.json. A training of some seconds, for an estimate of costs:
results/probes/<dataset>/<split>/<recipe>/<model>.json. The same with other settings:
results/tuning/…
"""


# Never inside a training: the nodes that train may have no network.
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
        file=declared_weights,
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
        train=train_part,
        valid=f"{SPLIT}/valid.fits",
        statistics=f"{PREPARED}/pixel_statistics.json",
        weights=weights_of,
    output:
        model=f"{RUN}/model.keras",
        history=f"{RUN}/history.csv",
        run=f"{RUN}/run.json",
    log:
        "results/logs/train_model/{dataset}/{split}/{recipe}/{model}/seed-{seed}.log",
    benchmark:
        "results/benchmarks/train_model/{dataset}/{split}/{recipe}/{model}/seed-{seed}.tsv"
    priority: longest_first
    conda:
        "../envs/train.yaml"
    threads: cores("train_model", TRAINING_THREADS)
    resources:
        **cards("train_model"),
        mem_mb=memory("train_model", training_mb("train_model")),
        runtime=minutes("train_model", training_minutes),
    params:
        recipe=trained_recipe_of,
        model=model_of,
    message:
        "Train {wildcards.model} on {wildcards.dataset} ({wildcards.split}, "
        "recipe {wildcards.recipe}, seed {wildcards.seed}); "
        "asks for {resources.mem_mb} MB and {resources.runtime} min"
    script:
        "../scripts/train_model.py"


rule probe_model:
    input:
        code=code(
            "scripts/probe_model.py",
            "scripts/galaxybench/models/{architecture}.py",
        ),
        train=train_part,
        valid=f"{SPLIT}/valid.fits",
        statistics=f"{PREPARED}/pixel_statistics.json",
        weights=weights_of,
    output:
        probe=PROBE,
    log:
        "results/logs/probe_model/{dataset}/{split}/{recipe}/{model}.log",
    conda:
        "../envs/train.yaml"
    threads: cores("probe_model", TRAINING_THREADS)
    resources:
        **cards("probe_model"),
        mem_mb=memory("probe_model", training_mb("probe_model")),
        runtime=minutes("probe_model", lambda wildcards, threads: 30),
    params:
        recipe=trained_recipe_of,
        model=model_of,
    message:
        "Probe {wildcards.model} on {wildcards.dataset} ({wildcards.split}, "
        "recipe {wildcards.recipe})"
    script:
        "../scripts/probe_model.py"


rule tune_model:
    input:
        code=code(
            "scripts/tune_model.py",
            "scripts/galaxybench/models/{architecture}.py",
        ),
        train=train_part,
        valid=f"{SPLIT}/valid.fits",
        statistics=f"{PREPARED}/pixel_statistics.json",
        weights=weights_of,
    output:
        tried=TRIED,
    log:
        "results/logs/tune_model/{dataset}/{split}/{recipe}/{model}.log",
    conda:
        "../envs/train.yaml"
    threads: cores("tune_model", TRAINING_THREADS)
    resources:
        **cards("tune_model"),
        mem_mb=memory("tune_model", training_mb("tune_model", batches=4)),
        runtime=minutes("tune_model", lambda wildcards, threads: 60),
    params:
        recipe=trained_recipe_of,
        model=model_of,
    message:
        "Try settings of {wildcards.model} on {wildcards.dataset} ({wildcards.split}, "
        "recipe {wildcards.recipe})"
    script:
        "../scripts/tune_model.py"
