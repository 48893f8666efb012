"""Estimate the cost of an experiment, look for faster settings, watch its progress.

In: the inputs of a training, and the runs that exist already. Out: probes, which are
trainings of some seconds (results/probes/<dataset>/<split>/<recipe>/<model>.json); the
same with other settings (results/tuning/…); and the tables that these targets print:

    snakemake --cores 8 estimate_<experiment>
    snakemake --cores 8 tune_<experiment>
    snakemake --nolock --cores 1 watch_<experiment>
"""


rule probe_model:
    input:
        code=code(
            "scripts/probe_model.py",
            "scripts/galaxybench/models/{architecture}.py",
        ),
        train=runs.train_part,
        valid=f"{SPLIT}/valid.fits",
        statistics=f"{PREPARED}/pixel_statistics.json",
        weights=runs.starting_weights,
    output:
        probe=PROBE,
    log:
        "results/logs/probe_model/{dataset}/{split}/{recipe}/{model}.log",
    conda:
        "../envs/train.yaml"
    threads: requests.threads("probe_model", TRAINING_THREADS)
    resources:
        **requests.training("probe_model", minutes=30),
    params:
        code=digest("probe_model"),
        software=KERAS,
        recipe=runs.recipe,
        start=runs.starting_content,
        model=runs.model,
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
        train=runs.train_part,
        valid=f"{SPLIT}/valid.fits",
        statistics=f"{PREPARED}/pixel_statistics.json",
        weights=runs.starting_weights,
    output:
        tried=TRIED,
    log:
        "results/logs/tune_model/{dataset}/{split}/{recipe}/{model}.log",
    conda:
        "../envs/train.yaml"
    threads: requests.threads("tune_model", TRAINING_THREADS)
    resources:
        **requests.training("tune_model", batches=4, minutes=60),
    params:
        code=digest("tune_model"),
        software=KERAS,
        recipe=runs.recipe,
        start=runs.starting_content,
        model=runs.model,
    message:
        "Try settings of {wildcards.model} on {wildcards.dataset} ({wildcards.split}, "
        "recipe {wildcards.recipe})"
    script:
        "../scripts/tune_model.py"


# These rules have no output, so they print their tables every time.
for experiment in config["experiments"]:

    rule:
        name:
            f"estimate_{experiment}"
        input:
            costs.probes(experiment),
        log:
            f"results/logs/estimate/{experiment}.log",
        localrule: True
        conda:
            "../envs/analysis.yaml"
        params:
            groups=costs.described(experiment),
        message:
            f"Estimate the cost of {experiment}"
        script:
            "../scripts/print_costs.py"

    rule:
        name:
            f"tune_{experiment}"
        input:
            costs.tried_files(experiment),
        log:
            f"results/logs/tune/{experiment}.log",
        localrule: True
        conda:
            "../envs/analysis.yaml"
        params:
            tried=costs.tried(experiment),
            advice=f"results/tuning/{experiment}.yaml",
        message:
            f"List the fastest settings for the models of {experiment}"
        script:
            "../scripts/print_advice.py"

    # Run with --nolock, while another Snakemake trains.
    rule:
        name:
            f"watch_{experiment}"
        log:
            f"results/logs/watch/{experiment}.log",
        localrule: True
        conda:
            "../envs/analysis.yaml"
        params:
            runs=costs.trainings(experiment),
        message:
            f"Show the progress of the trainings of {experiment}"
        script:
            "../scripts/print_progress.py"
