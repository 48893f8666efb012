"""From scored runs to the comparison of an experiment's models.

In: metrics.json, run.json and predictions.csv of every row of an experiment, the splits
and config/references.csv. Out: results/experiments/<experiment>/{metrics.csv,
significance.csv, ranking.csv, data_amounts.csv, slices/, slices.csv, ranks.json,
references.csv, record.json, answers.csv}. No Keras is imported.
"""


rule compare_models:
    input:
        code=code("scripts/compare_models.py"),
        metrics=rows.files("metrics.json"),
        runs=rows.files("run.json"),
        speeds=rows.run_files("prediction_speed.json"),
        train=rows.train_metrics,
    output:
        table=in_report(f"{EXPERIMENT}/metrics.csv", "metrics", figure="table of runs"),
    log:
        "results/logs/compare_models/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("compare_models"),
        names=rows.names,
        planned=rows.settings,
        train=rows.train_names,
    message:
        "Compare the runs of {wildcards.experiment}"
    script:
        "../scripts/compare_models.py"


rule compare_pairs:
    input:
        code=code("scripts/compare_pairs.py"),
        metrics=rows.files("metrics.json"),
        predictions=rows.files("predictions.csv"),
        tests=rows.split_files("test.fits"),
        splits=rows.split_files("split.json"),
    output:
        table=in_report(
            f"{EXPERIMENT}/significance.csv", "significance", figure="pairs of models"
        ),
        ranking=in_report(
            f"{EXPERIMENT}/ranking.csv", "ranking", figure="ranks of the models"
        ),
        amounts=f"{EXPERIMENT}/data_amounts.csv",
    log:
        "results/logs/compare_pairs/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(mb=2000),
    params:
        code=digest("compare_pairs"),
        names=rows.names,
        splits=rows.splits,
        margin=pages.margin,
    message:
        "Test the differences between the models of {wildcards.experiment}"
    script:
        "../scripts/compare_pairs.py"


rule find_slices:
    input:
        code=code("scripts/find_slices.py"),
        tests=rows.split_files("test.fits"),
    output:
        table=update(f"{EXPERIMENT}/slices/{{dataset}}/{{scheme}}.csv"),
    log:
        "results/logs/find_slices/{experiment}/{dataset}/{scheme}.log",
    # Before the trainings: a column that is not there is not found hours later.
    priority: 100
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("find_slices"),
        slices=pages.slices,
    message:
        "Find the slices of the test images of {wildcards.experiment}"
    script:
        "../scripts/find_slices.py"


rule compare_slices:
    input:
        code=code("scripts/compare_slices.py"),
        found=pages.found_slices,
        metrics=rows.files("metrics.json"),
        predictions=rows.files("predictions.csv"),
        tests=rows.split_files("test.fits"),
    output:
        table=in_report(
            f"{EXPERIMENT}/slices.csv",
            "slices_table",
            figure="slices of the test images",
        ),
    log:
        "results/logs/compare_slices/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(mb=2000),
    params:
        code=digest("compare_slices"),
        names=rows.names,
        splits=rows.splits,
        slices=pages.slices,
    message:
        "Compare the models of {wildcards.experiment} on slices of the test images"
    script:
        "../scripts/compare_slices.py"


rule compare_ranks:
    input:
        code=code("scripts/compare_ranks.py"),
        table=f"{EXPERIMENT}/metrics.csv",
    output:
        ranks=f"{EXPERIMENT}/ranks.json",
    log:
        "results/logs/compare_ranks/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("compare_ranks"),
    message:
        "Rank the models of {wildcards.experiment} over its data sets"
    script:
        "../scripts/compare_ranks.py"


rule compare_references:
    input:
        code=code("scripts/compare_references.py"),
        table=f"{EXPERIMENT}/metrics.csv",
        amounts=f"{EXPERIMENT}/data_amounts.csv",
        splits=rows.split_files("split.json"),
    output:
        table=in_report(
            f"{EXPERIMENT}/references.csv",
            "references",
            figure="reported and reproduced",
        ),
    log:
        "results/logs/compare_references/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(),
    params:
        code=digest("compare_references"),
        references=pages.references,
        splits=rows.splits,
    message:
        "Compare {wildcards.experiment} with the reported figures"
    script:
        "../scripts/compare_references.py"


rule write_record:
    input:
        code=code("scripts/write_record.py"),
        predictions=rows.files("predictions.csv"),
        runs=rows.run_files("run.json"),
        tests=rows.split_files("test.fits"),
        splits=rows.split_files("split.json"),
    output:
        record=f"{EXPERIMENT}/record.json",
        answers=f"{EXPERIMENT}/answers.csv",
    log:
        "results/logs/write_record/{experiment}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        **light(mb=2000),
    params:
        code=digest("write_record"),
        names=rows.names,
        views=rows.test_time_augmentations,
        splits=rows.splits,
        margin=pages.margin,
    message:
        "Record how {wildcards.experiment} was made and what it predicted"
    script:
        "../scripts/write_record.py"
