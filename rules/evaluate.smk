"""Predict the test part with a trained model, once, and score the predictions.

In: model.keras and test.fits. Out: predictions.csv and metrics.json beside the model.
"""


rule predict:
    input:
        code=code("scripts/predict.py"),
        model=f"{RUN}/model.keras",
        test=f"{SPLIT}/test.fits",
    output:
        predictions=f"{RUN}/predictions.csv",
    log:
        "results/logs/predict/{dataset}/{split}/{recipe}/{model}/seed-{seed}.log",
    benchmark:
        "results/benchmarks/predict/{dataset}/{split}/{recipe}/{model}/seed-{seed}.tsv"
    conda:
        "../envs/train.yaml"
    threads: 8
    resources:
        gpu=1,
        mem_mb=lambda wildcards, attempt: 4000 * attempt,
        runtime=lambda wildcards, attempt: 30 * attempt,
    message:
        "Predict with {wildcards.model} on {wildcards.dataset} ({wildcards.split}, "
        "recipe {wildcards.recipe}, seed {wildcards.seed})"
    script:
        "../scripts/predict.py"


rule score:
    input:
        code=code("scripts/score.py"),
        predictions=f"{RUN}/predictions.csv",
        history=f"{RUN}/history.csv",
        run=f"{RUN}/run.json",
        split=f"{SPLIT}/split.json",
    output:
        metrics=f"{RUN}/metrics.json",
    log:
        "results/logs/score/{dataset}/{split}/{recipe}/{model}/seed-{seed}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 1500 * attempt,
        runtime=lambda wildcards, attempt: 10 * attempt,
    message:
        "Score {wildcards.model} on {wildcards.dataset} ({wildcards.split}, "
        "recipe {wildcards.recipe}, seed {wildcards.seed})"
    script:
        "../scripts/score.py"
