"""What a page shows beside the comparison of models: its input files and parameters.

In: the resolved `config`, config/references.csv and a job's wildcards. Out: file names
for `input`, plain values for `params`. Figures that studies reported, scores of the
training part, split schemes that differ in the number of training images, runs whose
errors are explained.
"""

from galaxybench.config import references
from galaxybench.config.runs import data_amounts

try:
    REFERENCES = references.read(
        Path(os.path.relpath(BASE / "config" / "references.csv")), config
    )
except configuration.ConfigError as error:
    raise WorkflowError(str(error)) from None


def references_of(wildcards):
    """The reported figures that the experiment is compared with."""
    return REFERENCES.get(wildcards.experiment, [])


def compared_references(wildcards):
    """The file of `compare_references`, where there is anything to compare."""
    return f"{EXPERIMENT}/references.csv" if references_of(wildcards) else []


def train_names_of(wildcards):
    """The names of the runs that are scored on their training part as well."""
    scored = config["experiments"][wildcards.experiment]["score_train"]
    return names_of(wildcards) if scored else []


def train_scores_of(wildcards):
    """The files of `train_names_of`, in its order."""
    return [
        f"{RUN}/train_metrics.json".format(**names)
        for names in train_names_of(wildcards)
    ]


def explained_names(wildcards):
    """The names of the first run of every recipe and model, on the first instance."""
    first = {}
    for run in runs_of(wildcards):
        first.setdefault((run.recipe, run.model), run)
    return [run.names() for run in first.values()]


def explained(name):
    """An input function: the file `name` of every run of `explained_names`."""
    return lambda wildcards: [
        f"{RUN}/{name}".format(**names) for names in explained_names(wildcards)
    ]


def views_of_runs(wildcards):
    """The test-time augmentation of every run of `runs_of`: no training knows it."""
    return [
        configuration.merged_recipe(config, run.recipe, run.model)[
            "test_time_augmentation"
        ]
        for run in runs_of(wildcards)
    ]


def data_amounts_of(experiment):
    """The largest scheme of every group that `data_amounts` finds -> the group."""
    return data_amounts(
        {
            scheme: config["splits"][scheme]
            for scheme in config["experiments"][experiment]["splits"]
        }
    )


def splits_of_amounts(wildcards):
    """Names of the split instances of one group of `data_amounts`."""
    group = data_amounts_of(wildcards.experiment)[wildcards.scheme]
    return [
        {"dataset": wildcards.dataset, "split": split, "scheme": scheme}
        for scheme in group
        for split in split_instances(config, scheme)
    ]


def split_files_of_amounts(wildcards):
    """The files of `splits_of_amounts`, in its order."""
    return [
        f"{SPLIT}/split.json".format(**names) for names in splits_of_amounts(wildcards)
    ]
