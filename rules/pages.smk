"""What an experiment's page is made of: its figures, its title, its templates.

In: the resolved `config` and a job's wildcards. Out: file names for `input`, plain
sorted values for `params`.
"""

FIGURE_NAMES = (
    *("accuracy", "cost", "learning_curves", "classes", "confusion", "reliability"),
    *("samples", "confused", "misclassified", "all_fail"),
)

PAGE_PARTS = [
    str(path.relative_to(BASE))
    for path in sorted((BASE / "scripts/galaxybench/page").rglob("*.j2"))
]


def figure(name):
    """The files of one figure and the numbers behind it, for `snakemake --report`."""
    labels = {"data set": "{dataset}", "split": "{scheme}", "figure": name}
    return {
        kind: report(
            f"{FIGURES}/{name}.{kind}",
            caption=f"captions/{name}.rst",
            category="{experiment}",
            labels={**labels, "format": kind.upper()},
        )
        for kind in ("png", "pdf", "csv")
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
        + ("data_amount",) * (scheme in data_amounts_of(wildcards.experiment))
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
