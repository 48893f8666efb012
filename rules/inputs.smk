"""What the configuration says of a job: its input files and its parameters.

In: the resolved `config` and a job's wildcards. Out: file names for `input`, plain
sorted values for `params`.
"""

# A data set -------------------------------------------------------------------------


def declared_file(wildcards):
    """Name and checksum of one file of a data source; where it lies may change."""
    for file in declarations.source(wildcards.source).files:
        if file["name"] == wildcards.file:
            kind, value = checksums.declared(file)
            return {"name": file["name"], kind: value}
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
    """The downloads of a data set; none where the user names a file or folder."""
    dataset = config["datasets"][wildcards.dataset]
    return [] if dataset.get("path") else downloads(dataset["source"])


def local_files(wildcards):
    """A digest of the places, sizes and times of the user's own files, or None."""
    path = config["datasets"][wildcards.dataset].get("path")
    if path is None:
        return None
    place = Path(path).expanduser()
    if not place.exists():
        raise WorkflowError(
            f"datasets.{wildcards.dataset}.path: no such file or folder: {path} "
            f"(seen from {Path.cwd()}); correct the path or put the images there"
        )
    files = [place] if place.is_file() else sorted(place.glob("[!.]*/[!.]*"))
    return fingerprint(place, files)


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


def trained_recipe_of(wildcards):
    """The part of `recipe_of` that training reads."""
    recipe = recipe_of(wildcards)
    return {key: recipe[key] for key in recipe if key != "test_time_augmentation"}


def views_of(wildcards):
    """The part of `recipe_of` that prediction reads."""
    return recipe_of(wildcards)["test_time_augmentation"]


def weights_of(wildcards):
    """The file of weights that a run starts from, or the proof of its download."""
    weights = recipe_of(wildcards)["weights"]
    if weights == "none":
        return []
    if isinstance(weights, dict):
        return [f"{RUN}/model.keras".format(**run_named(weights["run"]).names())]
    if weights == "imagenet":
        architecture = model_of(wildcards)["architecture"]
        name = declarations.model_weights(architecture)["imagenet"]["name"]
        return [f"data/weights/{architecture}/{name}.verified"]
    path = Path(weights).expanduser()
    if path.is_file():
        return [str(path)]
    # Snakemake keeps outputs whose input function fails: without the input the job runs
    # again and says itself what is wrong.
    if Path(f"{RUN}/model.keras".format(**wildcards)).exists():
        return []
    raise WorkflowError(
        f"recipes.{wildcards.recipe}.weights (model {wildcards.model}): no such "
        f"file: {weights} (seen from {Path.cwd()}); correct the path or put the "
        "file there"
    )


def declared_weights(wildcards):
    """Name and checksum of the published weights of an architecture."""
    for file in declarations.model_weights(wildcards.architecture).values():
        if file["name"] == wildcards.file:
            kind, value = checksums.declared(file)
            return {"name": file["name"], kind: value}
    raise WorkflowError(
        f"data/weights/{wildcards.architecture}/{wildcards.file}: the architecture "
        f"{wildcards.architecture} names no such file"
    )


def train_part(wildcards):
    """The training part: as split, or balanced when the recipe asks."""
    if recipe_of(wildcards)["balance"] == "none":
        return f"{SPLIT}/train.fits".format(**wildcards)
    return f"{PREPARED}/{wildcards.recipe}/train.fits".format(**wildcards)


# New images -------------------------------------------------------------------------


def asked(read):
    """What `model` or `images` say; a mistake in them is shown without our stack."""
    try:
        return read(config)
    except configuration.ConfigError as error:
        raise WorkflowError(str(error)) from None


def classifier_of(wildcards):
    """The model of a run, so that it is trained first; none where a file is named."""
    model = asked(classify_request.model_of)
    if isinstance(model, Run):
        return [f"{RUN}/model.keras".format(**model.names())]
    return []


def classification_of(wildcards):
    """What is classified, with what, and whether any file of it has changed."""
    model = asked(classify_request.model_of)
    images, changed = asked(classify_request.images_of)
    views, path = "none", str(model)
    if isinstance(model, Run):
        recipe = configuration.merged_recipe(config, model.recipe, model.model)
        views = recipe["test_time_augmentation"]
        [path] = classifier_of(wildcards)
    else:
        changed += fingerprint(model, [model])
    return {"changed": changed, "images": str(images), "model": path, "views": views}


# The doctor -------------------------------------------------------------------------


def now(wildcards):
    """The moment."""
    return datetime.now(UTC).isoformat()


# Two experiments --------------------------------------------------------------------


def of_compared(name):
    """An input function: the file `name` of the two experiments of `compare`."""
    return lambda wildcards: [
        str(folder / name) for folder in asked(compare_request.sides_of)
    ]


def names_of_compared(wildcards):
    """What `compare` calls the two: by their folders, whole where these are alike."""
    folders = asked(compare_request.sides_of)
    names = [folder.name for folder in folders]
    return names if len(set(names)) == 2 else [str(folder) for folder in folders]


# An experiment ----------------------------------------------------------------------


def runs_of(wildcards):
    """The runs of the job's experiment, sorted: an order is no reason to rerun.

    Those of one data set and split, if the job names them.
    """
    return sorted(_here(wildcards, runs(config, wildcards.experiment)))


def _here(wildcards, rows):
    """The rows of the job's data set and split, if it names them."""
    names = dict(wildcards.items())
    return [
        row
        for row in rows
        if row.dataset == names.get("dataset", row.dataset)
        and row.scheme == names.get("scheme", row.scheme)
    ]


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


def named_splits(wildcards):
    """The names of the split instances of an experiment, in the order of `of_splits`."""
    names = [
        {key: run.names()[key] for key in ("dataset", "split", "scheme")}
        for run in runs_of(wildcards)
    ]
    return [name for i, name in enumerate(names) if name not in names[:i]]
