# Which image classifier is best on this data, by how much, how sure are we, and what
# does it cost? Experiments are named in config/config.yaml, and each is a target:
#
#     snakemake --cores 8                 the experiments under `run`
#     snakemake --cores 8 sdss_baseline   one experiment
#     snakemake -n                        what would be done, and why
#     snakemake --cores 8 estimate_demo   what an experiment will cost
#     snakemake --cores 8 tune_demo       which settings train its models fastest
#     snakemake --nolock --cores 1 watch_demo     how far its trainings are
#     snakemake --cores 1 classify --config model=RUN images=FOLDER     new images
#     snakemake --cores 1 compare --config compared=OLD,NEW     two experiments
#     snakemake --cores 1 doctor          what jobs find here, or on a cluster
from snakemake.utils import min_version

# The first version whose script files can be compared by content alone.
min_version("9.11")


configfile: "config/config.yaml"


include: "rules/common.smk"
include: "rules/inputs.smk"
include: "rules/entries.smk"
include: "rules/studies.smk"
include: "rules/pages.smk"
include: "rules/allocations.smk"
include: "rules/costs.smk"


rule all:
    input:
        [results_of(experiment) for experiment in config["run"]],


rule doctor:
    input:
        expand("results/doctor/{file}", file=["cpu.json", "gpu.json", "report.txt"]),


include: "rules/data.smk"
include: "rules/prepare.smk"
include: "rules/train.smk"
include: "rules/evaluate.smk"
include: "rules/figures.smk"
include: "rules/pictures.smk"
include: "rules/report.smk"
include: "rules/tables.smk"
include: "rules/classify.smk"
include: "rules/compare.smk"
include: "rules/doctor.smk"


for experiment in config["experiments"]:

    rule:
        name:
            experiment
        input:
            results_of(experiment),

    # Without an output, so that they print their tables whenever they are asked.
    rule:
        name:
            f"estimate_{experiment}"
        input:
            lambda wildcards, experiment=experiment: probes_of(experiment),
        log:
            f"results/logs/estimate/{experiment}.log",
        localrule: True
        conda:
            "envs/analysis.yaml"
        params:
            groups=lambda wildcards, experiment=experiment: cost_groups(experiment),
        message:
            f"What {experiment} will cost"
        script:
            "scripts/print_costs.py"

    rule:
        name:
            f"tune_{experiment}"
        input:
            lambda wildcards, experiment=experiment: [
                path for _, _, path in tried_of(experiment)
            ],
        log:
            f"results/logs/tune/{experiment}.log",
        localrule: True
        conda:
            "envs/analysis.yaml"
        params:
            tried=lambda wildcards, experiment=experiment: tried_of(experiment),
            advice=f"results/tuning/{experiment}.yaml",
        message:
            f"Which settings train the models of {experiment} fastest"
        script:
            "scripts/print_advice.py"

    # Asked with --nolock, while another Snakemake trains.
    rule:
        name:
            f"watch_{experiment}"
        log:
            f"results/logs/watch/{experiment}.log",
        localrule: True
        conda:
            "envs/analysis.yaml"
        params:
            runs=lambda wildcards, experiment=experiment: watched(experiment),
        message:
            f"How far the trainings of {experiment} are"
        script:
            "scripts/print_progress.py"


# With job arrays the SLURM plugin (seen: 2.8.0) submits none of a rule's jobs unless it is
# given all that are ready, and never asks for them again: its issue 473.
onstart:
    limit = workflow.scheduling_settings.max_jobs_per_timespan
    if (
        getattr(workflow.executor_settings, "array_jobs", None)
        and limit.max_jobs < workflow.resource_settings.nodes
    ):
        raise WorkflowError(
            f"slurm-array-jobs: max-jobs-per-timespan allows {limit.max_jobs} jobs at a "
            f"time, and jobs {workflow.resource_settings.nodes}. Snakemake's SLURM plugin "
            "would wait for ever for the others. Write max-jobs-per-timespan: 100000/1s "
            "into profiles/slurm/config.yaml, and set jobs above the number of runs"
        )
