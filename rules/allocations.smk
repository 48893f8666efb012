"""What the jobs that read images, train or predict ask a cluster for.

In: the resolved `config`, a job's wildcards; data/images/<dataset>/dataset.json,
split.json, probes and runs, where they are there yet. Out: `threads`, `mem_mb`,
`runtime`, `gpu` and `priority`. None of them is a reason to run a job again.
"""

import functools
import math
from dataclasses import replace

from galaxybench.config import allocations
from galaxybench.config.allocations import Measured, Work

TRAINING_THREADS = 8
PREDICTION_BATCH = 64
PREDICT_FIRST = 100_000  # a short job, before any training: its run is soon complete


def read_json(path):
    """The content of a JSON file, or None where it is not there or not whole."""
    try:
        return _parsed_json(path, os.stat(path).st_mtime_ns)
    except (OSError, ValueError):
        return None


@functools.cache
def _parsed_json(path, changed):
    return json.loads(Path(path).read_text())


# What the configuration says ---------------------------------------------------------


def _kind(names):
    """What the runs have in common that differ in their seed alone."""
    return tuple(names[key] for key in ("dataset", "split", "recipe", "model"))


@functools.cache
def _kinds_of(experiment):
    return {_kind(run.names()) for run in runs(config, experiment)}


def _said(rule, key, wildcards):
    """What the configuration asks for, the most specific first; None for nothing."""
    said = config["resources"]
    reached = rule in allocations.REACH[key]
    if reached:
        kind = _kind(wildcards)
        values = [
            request[key]
            for experiment, request in said["experiments"].items()
            if request[key] is not None and kind in _kinds_of(experiment)
        ]
        if values:
            return max(values)
        request = said["architectures"].get(model_of(wildcards)["architecture"], {})
        if request.get(key) is not None:
            return request[key]
    return said["rules"].get(rule, {}).get(key)


def _gpu(rule, wildcards):
    said = _said(rule, "gpu", wildcards)
    return config["resources"]["gpu"] if said is None else said


def cards(rule):
    """The resource that asks SLURM for the graphics cards of a rule's jobs."""
    if config["resources"]["gpu_request"] == "gpu":
        return {"gpu": lambda wildcards: _gpu(rule, wildcards)}

    def gres(wildcards):
        gpu = _gpu(rule, wildcards)
        return f"gpu:{gpu}" if gpu else None

    return {"gres": gres}


def cores(rule, threads):
    """The threads of a rule's jobs."""
    return lambda wildcards: _said(rule, "threads", wildcards) or threads


def memory(rule, estimate):
    """The resource `mem_mb` of a rule's jobs: as written, or growing with the attempt."""

    def mem_mb(wildcards, attempt):
        said = _said(rule, "mem_mb", wildcards)
        return said or estimate(wildcards) * attempt

    return mem_mb


def minutes(rule, estimate):
    """The resource `runtime` of a rule's jobs, in minutes, likewise."""

    def runtime(wildcards, attempt, threads):
        said = _said(rule, "runtime", wildcards)
        return said or estimate(wildcards, threads) * attempt

    return runtime


# The size of the work ----------------------------------------------------------------


def shape_of(wildcards):
    """Images, height, width and channels of a data set, as imported or as declared."""
    made = read_json(f"{IMAGES}/dataset.json".format(dataset=wildcards.dataset))
    return (made["images"], *made["shape"]) if made else _declared(wildcards.dataset)


@functools.cache
def _declared(dataset):
    entry = config["datasets"][dataset]
    declared = declarations.source(entry["source"]).shape
    return allocations.declared_shape(entry, declared)


def images_of(wildcards, *parts):
    """Images of these parts of a split; before it is made, of the whole data set."""
    made = read_json(f"{SPLIT}/split.json".format(**wildcards))
    if made:
        return sum(made["images"][part] for part in parts)
    return shape_of(wildcards)[0]


def work_of(wildcards, batch_size, *parts):
    """A pass of the job's net over these parts."""
    _, height, width, _ = shape_of(wildcards)
    flops = _flops(wildcards.model)
    return Work(images_of(wildcards, *parts), height * width, batch_size, flops)


@functools.cache
def _flops(name):
    architecture = configuration.model(config, name)["architecture"]
    return declarations.model_flops(architecture) or allocations.FLOPS_PER_PIXEL


_measured = {}


def measured_of(wildcards):
    """What a run, or else a probe, of the job's model, recipe and data has measured."""
    kind = _kind(wildcards)
    if kind not in _measured:
        try:
            found = _measure(wildcards)
        except KeyError:  # written by an earlier version
            found = None
        if found is None:  # a run may be made while this workflow is at work
            return None
        _measured[kind] = found
    return _measured[kind]


def _measure(wildcards):
    dataset, split, recipe, model = _kind(wildcards)
    folder, scheme = Path("results/runs", dataset), scheme_of(split)
    for path in folder.glob(f"{scheme}*/{recipe}/{model}/seed-*/run.json"):
        made = read_json(path)
        if scheme_of(path.parts[3]) == scheme and made_as_now(made, wildcards):
            if found := Measured.of_run(made):
                return found
    probe, recipe = read_json(PROBE.format(**wildcards)), recipe_of(wildcards)
    if probe and all(probe[key] == recipe[key] for key in ("batch_size", "epochs")):
        return Measured.of_probe(probe)
    return None


def made_as_now(made, names):
    """Whether a run.json is of the model and recipe as they are now."""
    present = model_of(names), trained_recipe_of(names)
    return made is not None and (made["model"], made["recipe"]) == present


# Estimates ---------------------------------------------------------------------------


def _training_work(wildcards):
    recipe = recipe_of(wildcards)
    work = work_of(wildcards, recipe["batch_size"], "train", "valid")
    # Copies may as much as double a training part.
    copies = 1 if recipe["balance"] == "none" else 2
    return replace(work, images=copies * work.images)


def _training_seconds(wildcards, threads):
    recipe = recipe_of(wildcards)
    return allocations.training_seconds(
        _training_work(wildcards),
        recipe["epochs"],
        _gpu("train_model", wildcards),
        threads,
        passes=2 if recipe["optimizer"]["sam"] else 1,
        measured=measured_of(wildcards),
    )


def training_minutes(wildcards, threads):
    """Minutes of a training."""
    return allocations.minutes(_training_seconds(wildcards, threads))


def longest_first(wildcards):
    """The priority of a training: its minutes, so that no long one is left to the end."""
    threads = cores("train_model", TRAINING_THREADS)(wildcards)
    return round(_training_seconds(wildcards, threads) / 60, 2)


def training_mb(rule, batches=1):
    """An estimate of the memory of a training, of so many times the batch size."""

    def estimate(wildcards):
        work = _training_work(wildcards)
        larger = replace(work, batch_size=batches * work.batch_size)
        measured = measured_of(wildcards) if batches == 1 else None
        return allocations.training_mb(larger, _gpu(rule, wildcards), measured)

    return estimate


def _prediction_work(wildcards, *parts):
    return work_of(wildcards, PREDICTION_BATCH, *parts)


def prediction_minutes(rule, *parts):
    """An estimate of the minutes to predict these parts of a split."""

    def estimate(wildcards, threads):
        views = 1 if views_of(wildcards) == "none" else 8
        gpu = _gpu(rule, wildcards)
        seconds = _prediction_work(wildcards, *parts).seconds(gpu, threads)
        return allocations.minutes(views * seconds)

    return estimate


def prediction_mb(rule):
    """An estimate of the memory of a prediction."""
    return lambda wildcards: allocations.prediction_mb(
        _prediction_work(wildcards), _gpu(rule, wildcards)
    )


def streaming_minutes(wildcards, threads):
    """Minutes to go once through the images of a data set."""
    images, *shape = shape_of(wildcards)
    return allocations.streaming_minutes(images, math.prod(shape))


def streaming_mb(least):
    """An estimate of the memory to go through the images of a data set."""
    return lambda wildcards: allocations.streaming_mb(shape_of(wildcards)[0], least)
