# Which image classifier is best on this data, by how much, how sure are we, and what
# does it cost? Experiments are named in config/config.yaml, and each is a target:
#
#     snakemake --cores 8                 the experiments under `run`
#     snakemake --cores 8 sdss_baseline   one experiment
#     snakemake --cores 1 look_simulated  a data set as it was read
#     snakemake -n                        what it would do, and why
#     snakemake --cores 8 estimate_demo   the cost of an experiment
#     snakemake --cores 8 tune_demo       the fastest settings for its trainings
#     snakemake --nolock --cores 1 watch_demo     the progress of its trainings
#     snakemake --cores 2 verify_demo     whether its files are as they were written
#     snakemake --cores 1 classify --config model=RUN images=FOLDER     new images
#                                         (beside a running workflow: with --nolock)
#     snakemake --cores 1 compare --config compared=OLD,NEW     two experiments
#     snakemake --cores 1 doctor          whether jobs can run here, or on a cluster
import os
import sys

from snakemake.utils import min_version

# The first version whose script files can be compared by content alone.
min_version("9.11")

# Appended, so that a script called `predict` never shadows a library.
sys.path.append(os.path.join(workflow.basedir, "scripts"))

from galaxybench.config.yaml_text import named

with named("config/config.yaml"):

    configfile: "config/config.yaml"


include: "rules/common.smk"


rule all:
    input:
        [results.of(experiment) for experiment in config["run"]],
    message:
        "All experiments under `run` are complete"


rule doctor:
    input:
        expand("results/doctor/{file}", file=["cpu.json", "gpu.json", "report.txt"]),


include: "rules/figures.smk"
include: "rules/image_figures.smk"
include: "rules/comparison.smk"
include: "rules/report.smk"


# Pages of what succeeded are made of the files that are there.
if not partial_pages.is_second_pass():

    include: "rules/data.smk"
    include: "rules/look.smk"
    include: "rules/train.smk"
    include: "rules/estimate.smk"
    include: "rules/evaluate.smk"
    include: "rules/side_by_side.smk"
    include: "rules/classify.smk"
    include: "rules/verify.smk"
    include: "rules/doctor.smk"


for experiment in config["experiments"]:

    rule:
        name:
            experiment
        input:
            results.of(experiment),
        # Instead of a list of its many inputs.
        message:
            f"{experiment} is complete"


for hint in (lock_hint(sys.argv[1:]), target_hint(sys.argv[1:], config)):
    if hint:
        print(hint, file=sys.stderr)


onstart:
    refuse_stuck_arrays(workflow)
    end_on_sigterm(workflow)


onsuccess:
    if workflow.touch:
        tracker.accept()


onerror:
    tracker.keep_old()
    partial_pages.write(workflow, config)
