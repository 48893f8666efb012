"""What the configuration says of a job: its input files and its parameters.

In: the resolved `config` and a job's wildcards. Out: file names for `input`, plain
sorted values for `params`.
"""

# A data set -------------------------------------------------------------------------


def declared_file(wildcards):
    """Name and checksum of one file of a data source; where it lies may change."""
    for file in declarations.source(wildcards.source).files:
        if file["name"] == wildcards.file:
            return {"name": file["name"], "sha256": file["sha256"]}
    raise WorkflowError(
        f"data/raw/{wildcards.source}/{wildcards.file}: the data source "
        f"{wildcards.source} names no such file"
    )


def downloads(source):
    """The proof of every download that a data source needs."""
    return [
        f"data/raw/{source}/{file['name']}.verified"
        for file in declarations.source(source).files
    ]


def verified_files(wildcards):
    """The downloads of a data set."""
    return downloads(config["datasets"][wildcards.dataset]["source"])


def local_files(wildcards):
    """A digest of the places, sizes and times of the user's own files, or None.

    A folder's own time tells nothing of an image that is replaced in it, and a name
    alone nothing of one that is moved to another class.
    """
    path = config["datasets"][wildcards.dataset].get("path")
    if path is None:
        return None
    place = Path(path).expanduser()
    if not place.exists():
        raise WorkflowError(
            f"datasets.{wildcards.dataset}.path: no such file or folder: {path} "
            f"(seen from {Path.cwd()}); correct the path or put the images there"
        )
    digest = hashlib.sha256()
    for file in [place] if place.is_file() else sorted(place.glob("[!.]*/[!.]*")):
        about, where = file.stat(), file.relative_to(place.parent)
        digest.update(f"{where} {about.st_size} {about.st_mtime}\n".encode())
    return digest.hexdigest()


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


def results_of(experiment):
    """What an experiment ends with: its page, and astroNN's links if they are asked."""
    sources = {
        config["datasets"][name]["source"]
        for name in config["experiments"][experiment]["datasets"]
    }
    linked = sources & set(astronn_link.FILES)
    if not config["downloads"]["astronn_link"]:
        linked = set()
    links = [f"data/raw/{source}/astronn_link.json" for source in sorted(linked)]
    return [f"{EXPERIMENT}/report.html".format(experiment=experiment), *links]
