"""What the configuration says of a job: its input files and its parameters.

In: the resolved `config` and a job's wildcards. Out: file names for `input`, plain
sorted values for `params`.
"""

# A data set -------------------------------------------------------------------------


@cache
def declaration(source):
    """The literals that a data source declares."""
    return declarations.source(source)


def declared_file(wildcards):
    """Name, addresses and checksum of one file of a data source."""
    for file in declaration(wildcards.source).files:
        if file["name"] == wildcards.file:
            return dict(sorted(file.items()))
    raise WorkflowError(
        f"data/raw/{wildcards.source}/{wildcards.file}: the data source "
        f"{wildcards.source} names no such file"
    )


def verified_files(wildcards):
    """Proofs of the downloads that a data set needs."""
    source = config["datasets"][wildcards.dataset]["source"]
    return [
        f"data/raw/{source}/{file['name']}.verified"
        for file in declaration(source).files
    ]


def local_files(wildcards):
    """The user's own file, or folder and the folders in it, whose times are watched."""
    path = config["datasets"][wildcards.dataset].get("path")
    if path is None:
        return []
    place = Path(path).expanduser()
    if not place.exists():
        raise WorkflowError(
            f"datasets.{wildcards.dataset}.path: no such file or folder: {path} "
            f"(seen from {Path.cwd()}); correct the path or put the images there"
        )
    folders = place.iterdir() if place.is_dir() else []
    return [str(place), *sorted(str(folder) for folder in folders if folder.is_dir())]


def dataset_of(wildcards):
    """Source, options and selection of a data set."""
    return configuration.dataset(config, wildcards.dataset)


# A run ------------------------------------------------------------------------------


def model_of(wildcards):
    """Architecture and options of the job's model."""
    return configuration.model(config, wildcards.model)


def recipe_of(wildcards):
    """The job's recipe, with its model's deviations, as one sorted plain dict."""
    return configuration.merged_recipe(config, wildcards.recipe, wildcards.model)


def train_part(wildcards):
    """The training part: as split, or balanced when the recipe asks."""
    if recipe_of(wildcards)["balance"] == "none":
        return f"{SPLIT}/train.fits".format(**wildcards)
    return f"{PREPARED}/{wildcards.recipe}/train.fits".format(**wildcards)


# An experiment ----------------------------------------------------------------------


FIGURE_NAMES = ("accuracy", "learning_curves", "confusion", "samples", "misclassified")


def runs_of(wildcards):
    """The runs of the job's experiment, sorted: an order is no reason to rerun.

    Those of one data set and split, if the job names them.
    """
    names = dict(wildcards.items())
    return sorted(
        run
        for run in runs(config, wildcards.experiment)
        if run.dataset == names.get("dataset", run.dataset)
        and run.scheme == names.get("scheme", run.scheme)
    )


def of_runs(name):
    """An input function: the file `name` of every run of `runs_of`."""
    return lambda wildcards: [
        f"{RUN}/{name}".format(**run.names()) for run in runs_of(wildcards)
    ]


def splits_of(wildcards):
    """The split instances of `runs_of`, each once."""
    return list(dict.fromkeys(run.split for run in runs_of(wildcards)))


def of_splits(name):
    """An input function: the file `name` of every split instance of `runs_of`."""
    return lambda wildcards: list(
        dict.fromkeys(
            f"{SPLIT}/{name}".format(**run.names()) for run in runs_of(wildcards)
        )
    )


def first_of(name):
    """An input function: the file `name` of the first split instance of `runs_of`."""
    return lambda wildcards: of_splits(name)(wildcards)[0]


def names_of(wildcards):
    """The names of the runs of `runs_of`, in the order of `of_runs`."""
    return [run.names() for run in runs_of(wildcards)]


def comparisons(experiment):
    """Data set and split of every comparison of an experiment, each once."""
    return sorted({(run.dataset, run.scheme) for run in runs(config, experiment)})


def figure(name):
    """The two files of one figure, as `snakemake --report` shows them."""
    labels = {"data set": "{dataset}", "split": "{scheme}", "figure": name}
    return {
        kind: report(
            f"{FIGURES}/{name}.{kind}",
            caption=f"captions/{name}.rst",
            category="{experiment}",
            labels={**labels, "format": kind.upper()},
        )
        for kind in ("png", "pdf")
    }


def title_of(wildcards):
    """The heading of an experiment's page."""
    return config["experiments"][wildcards.experiment]["title"] or wildcards.experiment


def command_of(wildcards):
    """What a user types to make an experiment's page again."""
    files = [os.path.relpath(file) for file in workflow.config_settings.configfiles]
    own = ["--configfile", *files] if files else []
    return " ".join(["snakemake --cores all", wildcards.experiment, *own])


def figures_of(wildcards):
    """The names of every figure of an experiment."""
    return [
        {"dataset": dataset, "scheme": scheme, "figure": figure}
        for dataset, scheme in comparisons(wildcards.experiment)
        for figure in FIGURE_NAMES
    ]


def drawn(wildcards):
    """The files of `figures_of`, in its order."""
    return [
        f"{FIGURES}/{names['figure']}.png".format(
            experiment=wildcards.experiment, **names
        )
        for names in figures_of(wildcards)
    ]


def named_splits(wildcards):
    """The names of the split instances of an experiment, in the order of `of_splits`."""
    names = [
        {key: run.names()[key] for key in ("dataset", "split", "scheme")}
        for run in runs_of(wildcards)
    ]
    return [name for i, name in enumerate(names) if name not in names[:i]]
