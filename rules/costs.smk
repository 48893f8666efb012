"""What an experiment will cost, before it is paid, and how it may cost less.

`snakemake estimate_<experiment>` prints a table of runs that have been made, and of
probes where no run of the same model, recipe and data has been made yet.
`snakemake --nolock watch_<experiment>` prints how far its trainings are.
"""


def cost_groups(experiment):
    """The runs of an experiment that differ in seed and fold alone, group by group.

    Each has its `names`, the number of its `runs`, the descriptions of those that are
    `done` with the model and recipe as they are now, and the `probe` that is needed
    where there are none.
    """
    groups = {}
    for run in sorted(runs(config, experiment)):
        groups.setdefault((run.dataset, run.scheme, run.recipe, run.model), []).append(
            run
        )
    return [_cost_group(members) for members in groups.values()]


def _cost_group(members):
    first = members[0].names()
    done = [path for path in map(_description_of, members) if path]
    return {
        "names": {key: first[key] for key in ("dataset", "scheme", "recipe", "model")},
        "runs": len(members),
        "done": done,
        "probe": None if done else PROBE.format(**first),
    }


def _description_of(run):
    """The run.json of a run that has been made with its present model and recipe."""
    path = f"{RUN}/run.json".format(**run.names())
    return path if made_as_now(read_json(path), run) else None


def watched(experiment):
    """Every run of an experiment, as `progress.progress` takes it."""
    return [
        {
            "names": run.names(),
            "recipe": trained_recipe_of(run),
            "done": _description_of(run) is not None,
            "history": f"{RUN}/history.csv".format(**run.names()),
            "state": STATE.format(**run.names()),
        }
        for run in sorted(runs(config, experiment))
    ]


def probes_of(experiment):
    """The probes that an estimate of an experiment needs."""
    return [group["probe"] for group in cost_groups(experiment) if group["probe"]]


def tried_of(experiment):
    """What is tried for an experiment: names, recipe and file of every kind of run."""
    tried = []
    for group in cost_groups(experiment):
        run = next(
            run
            for run in sorted(runs(config, experiment))
            if group["names"].items() <= run.names().items()
        )
        tried.append(
            [group["names"], trained_recipe_of(run), TRIED.format(**run.names())]
        )
    return tried
