"""Verify that every file of an experiment is still what a job wrote.

In: data/ and results/. Out: a list of the files that do not match, on the terminal:

    snakemake --cores 2 verify_<experiment>
"""

for experiment in config["experiments"]:

    # Without an output, it runs every time. Without an input, it makes nothing.
    rule:
        name:
            f"verify_{experiment}"
        log:
            f"results/logs/verify/{experiment}.log",
        localrule: True
        conda:
            "../envs/analysis.yaml"
        params:
            places=verified_folders(config, experiment),
            expected=results.shown(experiment),
        message:
            f"Verify the files of {experiment}"
        script:
            "../scripts/print_verification.py"
