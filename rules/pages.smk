"""What an experiment's page is made of: its figures, its title, its templates.

In: the resolved `config` and a job's wildcards. Out: file names for `input`, plain
sorted values for `params`.
"""

FIGURE_NAMES = (
    *("accuracy", "cost", "learning_curves", "classes", "confusion", "reliability"),
    *("samples", "confused", "misclassified", "all_fail"),
)

TABLE_NAMES = ("models", "pairs", "classes", "calibration")

PAGE_PARTS = [
    str(path.relative_to(BASE))
    for path in sorted((BASE / "scripts/galaxybench/report/templates/page").rglob("*"))
    if path.suffix in (".j2", ".js")
]


def figure(name, folder=FIGURES):
    """The files of one figure and the numbers behind it, for `snakemake --report`."""
    dataset = "{dataset}" if folder == FIGURES else "all"
    labels = {"data set": dataset, "split": "{scheme}", "figure": name}
    return {
        kind: report(
            f"{folder}/{name}.{kind}",
            caption=f"captions/{name}.rst",
            category="{experiment}",
            labels={**labels, "format": kind.upper()},
        )
        for kind in ("png", "pdf", "csv")
    }


def table_files(folder, *names):
    """The files of tables below a folder, as `snakemake --report` shows them."""
    labels = {"data set": "{dataset}", "split": "{scheme}"} if folder == TABLES else {}
    return {
        f"{name}_{kind}": report(
            f"{folder}/{name}.{kind}",
            caption="captions/tables.rst",
            category="{experiment}",
            labels={**labels, "table": name, "format": kind.upper()},
        )
        for name in names
        for kind in ("md", "tex")
    }


def tables_of(experiment):
    """Every table of an experiment."""
    places = [
        TABLES.format(experiment=experiment, dataset=dataset, scheme=scheme)
        for dataset, scheme in comparisons(experiment)
    ]
    paths = [f"{place}/{name}" for place in places for name in TABLE_NAMES]
    if experiment in REFERENCES:
        paths.append(f"{EXPERIMENT}/tables/reported".format(experiment=experiment))
    return [f"{path}.{kind}" for path in paths for kind in ("md", "tex")]


def papers_of(wildcards):
    """The entries of the architectures' papers, and of every method and software."""
    names = {
        name
        for run in runs_of(wildcards)
        for name in citations.identifiers(
            declarations.model_about(model_of(run)["architecture"])
        )
    }
    files = map(citations.file_of, sorted(names.union(citations.METHODS)))
    return [os.path.relpath(file) for file in files if file.exists()]


def title_of(wildcards):
    """The heading of an experiment's page."""
    return config["experiments"][wildcards.experiment]["title"] or wildcards.experiment


def augmentations_of(wildcards):
    """The augmentation of every recipe of an experiment, as its first model has it."""
    found = {}
    for run in runs_of(wildcards):
        found.setdefault(run.recipe, recipe_of(run)["augmentation"])
    return found


def changes_images(wildcards):
    """Whether any recipe of an experiment changes single images in training."""
    return any(
        value and key != "mixup"
        for augmentation in augmentations_of(wildcards).values()
        for key, value in augmentation.items()
    )


def figures_of(wildcards):
    """The names of every figure of an experiment."""
    augmented = changes_images(wildcards)
    return [
        {"dataset": dataset, "scheme": scheme, "figure": figure}
        for dataset, scheme in comparisons(wildcards.experiment)
        for figure in FIGURE_NAMES
        + ("data_amount",) * (scheme in data_amounts_of(wildcards.experiment))
        + ("augmentation",) * augmented
        + ("gradcam",) * config["experiments"][wildcards.experiment]["gradcam"]
    ]


def drawn(wildcards):
    """The files of `figures_of`, in its order."""
    return [
        f"{FIGURES}/{names['figure']}.png".format(
            experiment=wildcards.experiment, **names
        )
        for names in figures_of(wildcards)
    ]


def ranks_of(wildcards):
    """The file of `compare_ranks`, where there is more than one data set."""
    several = len(config["experiments"][wildcards.experiment]["datasets"]) > 1
    return f"{EXPERIMENT}/ranks.json" if several else []


def ranked_of(wildcards):
    """The split schemes of an experiment under which its models can be ranked."""
    experiment = wildcards.experiment
    rows = [*runs(config, experiment), *entries(config, experiment)]
    return [
        scheme
        for scheme in config["experiments"][experiment]["splits"]
        if not refusal(row.names() for row in rows if row.scheme == scheme)
    ]


def drawn_ranks(wildcards):
    """The diagrams of `ranked_of`, in its order."""
    return [
        f"{FIGURES_OF_ALL}/ranks.png".format(
            experiment=wildcards.experiment, scheme=scheme
        )
        for scheme in ranked_of(wildcards)
    ]


def results_of(experiment):
    """What an experiment ends with: page, tables, record; astroNN's links."""
    sources = {
        config["datasets"][name]["source"]
        for name in config["experiments"][experiment]["datasets"]
    }
    linked = sources & set(astronn_link.FILES)
    if not config["downloads"]["astronn_link"]:
        linked = set()
    links = [f"data/raw/{source}/astronn_link.json" for source in sorted(linked)]
    own = [
        f"{EXPERIMENT}/{name}".format(experiment=experiment)
        for name in ("report.html", "record.json")
    ]
    return [*own, *tables_of(experiment), *links]
