"""Rows of a comparison that no recipe trained: ensembles, and predictions from outside.

In: the resolved configuration. Out: names only; the rules turn them into paths.
Runs while the Snakefile is parsed: standard library only.
"""

from galaxybench.experiments import Config, Run, runs

ENSEMBLE, EXTERNAL = KINDS = ("ensemble", "external")
"""What such a row has in the place of a recipe."""


def entries(config: Config, experiment: str) -> list[Run]:
    """List the rows of an experiment that are no training, sorted.

    Each is named like a run: its recipe is one of KINDS, its model the name in the
    configuration, its seed 0. An ensemble is a row of every data set and split.
    """
    described = config["experiments"][experiment]
    places = {(run.dataset, run.split) for run in runs(config, experiment)}
    ensembles = [
        Run(dataset, split, ENSEMBLE, name, 0)
        for name in described["ensembles"]
        for dataset, split in places
    ]
    external = [
        Run(entry["dataset"], entry["split"], EXTERNAL, name, 0)
        for name, entry in described["predictions"].items()
    ]
    return sorted(ensembles + external)


def members(
    config: Config, experiment: str, ensemble: str, dataset: str, split: str
) -> list[Run]:
    """List the runs that an ensemble is made of, or chosen from, sorted.

    Args:
        config: a resolved config.
        experiment: one of its experiments.
        ensemble: one of its ensembles.
        dataset: name of a data set of it.
        split: name of a split instance of it.
    """
    chosen = config["experiments"][experiment]["ensembles"][ensemble]
    return sorted(
        run
        for run in runs(config, experiment)
        if (run.dataset, run.split) == (dataset, split)
        and all(
            chosen[key] is None or value in chosen[key]
            for key, value in (
                ("models", run.model),
                ("recipes", run.recipe),
                ("seeds", run.seed),
            )
        )
    )


def kinds(config: Config) -> dict[str, set[str]]:
    """Give the names of all ensembles and of all predictions from outside, by kind."""
    experiments = config["experiments"].values()
    return {
        ENSEMBLE: {name for entry in experiments for name in entry["ensembles"]},
        EXTERNAL: {name for entry in experiments for name in entry["predictions"]},
    }
