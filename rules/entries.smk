"""What the configuration says of rows that no recipe trained.

In: the resolved `config` and a job's wildcards. Out: file names and names of ensembles
and of predictions that were made elsewhere, and of these with the runs.
"""


def entries_of(wildcards):
    """The ensembles and outside predictions of the job's experiment, sorted."""
    return _here(wildcards, entries(config, wildcards.experiment))


def of_entries(name):
    """An input function: the file `name` of every row of `entries_of`."""
    return lambda wildcards: [
        f"{ENTRY}/{name}".format(
            experiment=wildcards.experiment, entry=row.model, **row.names()
        )
        for row in entries_of(wildcards)
    ]


def of_rows(name):
    """An input function: the file `name` of every run, then of every entry."""
    return lambda wildcards: of_runs(name)(wildcards) + of_entries(name)(wildcards)


def names_of_rows(wildcards):
    """The names of the runs and the entries, in the order of `of_rows`."""
    return names_of(wildcards) + [row.names() for row in entries_of(wildcards)]


def members_of(wildcards):
    """The runs that the job's ensemble is made of, or chosen from."""
    return members(
        config,
        wildcards.experiment,
        wildcards.entry,
        wildcards.dataset,
        wildcards.split,
    )


def of_members(name):
    """An input function: the file `name` of every run of `members_of`."""
    return lambda wildcards: [
        f"{RUN}/{name}".format(**run.names()) for run in members_of(wildcards)
    ]


def entry_of(kind):
    """A params function: the names of the job's row."""
    return lambda wildcards: Run(
        wildcards.dataset, wildcards.split, kind, wildcards.entry, 0
    ).names()


def ensemble_of(wildcards):
    """What the configuration says of the job's ensemble."""
    return config["experiments"][wildcards.experiment]["ensembles"][wildcards.entry]


def prediction_file_of(wildcards):
    """The user's file of predictions, as it is written in the configuration."""
    described = config["experiments"][wildcards.experiment]["predictions"]
    return described[wildcards.entry]["file"]


def existing_prediction_file(wildcards):
    """The user's file of predictions; none where it is gone after it was imported.

    Snakemake keeps outputs whose input function fails, and would go on with the old
    predictions; without the input the job runs again and says what is wrong.
    """
    file = prediction_file_of(wildcards)
    path = Path(file).expanduser()
    if path.is_file():
        return [str(path)]
    if Path(f"{ENTRY}/run.json".format(**wildcards)).exists():
        return []
    raise WorkflowError(
        f"experiments.{wildcards.experiment}.predictions.{wildcards.entry}.file: "
        f"no such file: {file} (seen from {Path.cwd()}); correct the path or put "
        "the file there"
    )
