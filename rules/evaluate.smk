"""Predict the test split with a trained model, once, and score the predictions.

In: model.keras, test.fits, and valid.fits to calibrate the probabilities. Out:
predictions.csv, valid_predictions.csv, prediction_speed.json and metrics.json beside the
model. If an experiment asks for it, train_predictions.csv and train_metrics.json of
train.fits as it was split, without the copies of a balanced training split. For some runs
gradcam.npz, which explains their errors. Ensembles of runs, and predictions that were
made elsewhere, get the same files in
results/entries/<experiment>/<entry>/<dataset>/<split>/.
"""


rule predict:
    input:
        code=code("scripts/predict.py"),
        model=f"{RUN}/model.keras",
        test=f"{SPLIT}/test.fits",
        valid=f"{SPLIT}/valid.fits",
    output:
        predictions=update(f"{RUN}/predictions.csv"),
        valid=update(f"{RUN}/valid_predictions.csv"),
        speed=update(f"{RUN}/prediction_speed.json"),
    log:
        "results/logs/predict/{dataset}/{split}/{recipe}/{model}/seed-{seed}.log",
    benchmark:
        "results/benchmarks/predict/{dataset}/{split}/{recipe}/{model}/seed-{seed}.tsv"
    priority: PREDICT_FIRST
    conda:
        "../envs/train.yaml"
    threads: requests.threads("predict", TRAINING_THREADS)
    resources:
        **requests.prediction("predict", "test", "valid"),
    params:
        code=digest("predict"),
        software=KERAS,
        views=runs.test_time_augmentation,
    message:
        "Predict with {wildcards.model} on {wildcards.dataset} ({wildcards.split}, "
        "recipe {wildcards.recipe}, seed {wildcards.seed})"
    script:
        "../scripts/predict.py"


rule score:
    input:
        code=code("scripts/score.py"),
        predictions=f"{RUN}/predictions.csv",
        valid=f"{RUN}/valid_predictions.csv",
        test=f"{SPLIT}/test.fits",
        history=f"{RUN}/history.csv",
        run=f"{RUN}/run.json",
        split=f"{SPLIT}/split.json",
    output:
        metrics=update(f"{RUN}/metrics.json"),
    log:
        "results/logs/score/{dataset}/{split}/{recipe}/{model}/seed-{seed}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("score"),
        ledger=LEDGER,
    message:
        "Score {wildcards.model} on {wildcards.dataset} ({wildcards.split}, "
        "recipe {wildcards.recipe}, seed {wildcards.seed})"
    script:
        "../scripts/score.py"


rule predict_train:
    input:
        code=code("scripts/predict_train.py"),
        model=f"{RUN}/model.keras",
        train=f"{SPLIT}/train.fits",
    output:
        predictions=update(f"{RUN}/train_predictions.csv"),
    log:
        "results/logs/predict_train/{dataset}/{split}/{recipe}/{model}/seed-{seed}.log",
    benchmark:
        "results/benchmarks/predict_train/{dataset}/{split}/{recipe}/{model}/seed-{seed}.tsv"
    priority: PREDICT_FIRST
    conda:
        "../envs/train.yaml"
    threads: requests.threads("predict_train", TRAINING_THREADS)
    resources:
        **requests.prediction("predict_train", "train"),
    params:
        code=digest("predict_train"),
        software=KERAS,
        views=runs.test_time_augmentation,
    message:
        "Predict the training split with {wildcards.model} on {wildcards.dataset} "
        "({wildcards.split}, recipe {wildcards.recipe}, seed {wildcards.seed})"
    script:
        "../scripts/predict_train.py"


rule score_train:
    input:
        code=code("scripts/score_train.py"),
        predictions=f"{RUN}/train_predictions.csv",
        split=f"{SPLIT}/split.json",
    output:
        metrics=update(f"{RUN}/train_metrics.json"),
    log:
        "results/logs/score_train/{dataset}/{split}/{recipe}/{model}/seed-{seed}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("score_train"),
    message:
        "Score {wildcards.model} on the training split of {wildcards.dataset} "
        "({wildcards.split}, recipe {wildcards.recipe}, seed {wildcards.seed})"
    script:
        "../scripts/score_train.py"


rule explain:
    input:
        code=code("scripts/explain.py"),
        model=f"{RUN}/model.keras",
        test=f"{SPLIT}/test.fits",
        predictions=f"{RUN}/predictions.csv",
    output:
        maps=update(f"{RUN}/gradcam.npz"),
    log:
        "results/logs/explain/{dataset}/{split}/{recipe}/{model}/seed-{seed}.log",
    priority: PREDICT_FIRST
    conda:
        "../envs/train.yaml"
    threads: requests.threads("explain", 2)
    resources:
        **requests.prediction("explain", minutes=20),
    params:
        code=digest("explain"),
        software=KERAS,
    message:
        "Explain errors of {wildcards.model} on {wildcards.dataset} ({wildcards.split}, "
        "recipe {wildcards.recipe}, seed {wildcards.seed})"
    script:
        "../scripts/explain.py"


rule ensemble_runs:
    input:
        code=code("scripts/ensemble_runs.py"),
        predictions=entries.member_files("predictions.csv"),
        histories=entries.member_run_files("history.csv"),
        runs=entries.member_files("run.json"),
        speeds=entries.member_run_files("prediction_speed.json"),
        test=f"{SPLIT}/test.fits",
        split=f"{SPLIT}/split.json",
    output:
        predictions=update(f"{ENTRY}/predictions.csv"),
        run=update(f"{ENTRY}/run.json"),
        metrics=update(f"{ENTRY}/metrics.json"),
    log:
        "results/logs/ensemble_runs/{experiment}/{entry}/{dataset}/{split}.log",
    wildcard_constraints:
        entry=one_of(kinds(config)[ENSEMBLE]),
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(mb=2000),
    params:
        code=digest("ensemble_runs"),
        ledger=LEDGER,
        entry=entries.names(ENSEMBLE),
        members=entries.member_names,
        method=lambda wildcards: entries.ensemble(wildcards)["method"],
        best=lambda wildcards: entries.ensemble(wildcards)["best"],
    message:
        "Combine rows into {wildcards.entry} on {wildcards.dataset} "
        "({wildcards.split})"
    script:
        "../scripts/ensemble_runs.py"


rule import_predictions:
    input:
        code=code("scripts/import_predictions.py"),
        file=ancient(entries.prediction_file),
        test=f"{SPLIT}/test.fits",
        split=f"{SPLIT}/split.json",
    output:
        predictions=update(f"{ENTRY}/predictions.csv"),
        run=update(f"{ENTRY}/run.json"),
        metrics=update(f"{ENTRY}/metrics.json"),
    log:
        "results/logs/import_predictions/{experiment}/{entry}/{dataset}/{split}.log",
    wildcard_constraints:
        # The second file of a row has the entry `<row>-seed1`.
        entry=rf"(?:{one_of(kinds(config)[EXTERNAL])})(?:-seed[1-9]\d*)?",
    # Before the trainings, as it needs none: what is wrong is not found hours later.
    priority: 100
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("import_predictions"),
        ledger=LEDGER,
        entry=entries.names(EXTERNAL),
        file=entries.prediction_path,
        content=entries.prediction_content,
    message:
        "Import the predictions {wildcards.entry} on {wildcards.dataset} "
        "({wildcards.split})"
    script:
        "../scripts/import_predictions.py"
