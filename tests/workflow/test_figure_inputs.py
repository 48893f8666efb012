"""An experiment has the figures that its configuration gives a reason for."""

from galaxybench.workflow.figure_inputs import FigureInputs, report_labels
from galaxybench.workflow.paths import FIGURES, FIGURES_OF_ALL
from tests.helpers.workflow_setup import resolved, wildcards

TINY, WIDE = wildcards(experiment="tiny"), wildcards(experiment="wide")


def drawn(config: dict, experiment, scheme: str = "holdout") -> set[str]:
    names = FigureInputs(config).names(experiment)
    return {name["figure"] for name in names if name["scheme"] == scheme}


def test_augmentation_is_drawn_where_a_recipe_changes_images():
    assert "augmentation" in drawn(resolved(), TINY)
    assert "augmentation" not in drawn(resolved(), WIDE)
    mixup = resolved("recipes: {plain: {augmentation: {mixup: 0.2}}}")
    assert "augmentation" not in drawn(mixup, WIDE)


def test_explanations_are_drawn_unless_they_are_left_out():
    assert "gradcam" in drawn(resolved(), TINY)
    without = resolved("experiments: {tiny: {gradcam: false}}")
    assert "gradcam" not in drawn(without, TINY)


def test_data_amounts_are_drawn_once_under_the_split_with_most_images():
    assert "data_amount" in drawn(resolved(), WIDE, "holdout")
    assert "data_amount" not in drawn(resolved(), WIDE, "half")
    assert "data_amount" not in drawn(resolved(), WIDE, "cv")


def test_files_come_in_the_order_of_the_names():
    figures = FigureInputs(resolved())
    names, files = figures.names(WIDE), figures.files(WIDE)
    assert len(names) == len(files) > 60
    folder = "results/experiments/wide/figures"
    assert files == [
        f"{folder}/{name['dataset']}/{name['scheme']}/{name['figure']}.png"
        for name in names
    ]


def test_one_run_of_each_recipe_and_model_is_explained():
    figures = FigureInputs(resolved())
    names = figures.explained_names(TINY)
    assert [(name["recipe"], name["model"], name["seed"]) for name in names] == [
        (recipe, model, 0)
        for recipe in ("plain", "turned")
        for model in ("dense", "lenet5")
    ]
    assert len(figures.explained_files("gradcam.npz")(TINY)) == 4
    folds = wildcards(experiment="wide", dataset="sky", scheme="cv")
    [name] = figures.explained_names(folds)
    assert name["split"] == "cv-fold0"


def test_the_augmentation_of_a_recipe_is_that_of_its_first_model():
    found = FigureInputs(resolved()).augmentations(TINY)
    assert sorted(found) == ["plain", "turned"]
    assert found["turned"]["flip"] == ["horizontal"]


def test_the_splits_of_a_data_amount_come_smallest_first():
    job = wildcards(experiment="wide", dataset="sky", scheme="holdout")
    figures = FigureInputs(resolved())
    schemes = [split["scheme"] for split in figures.data_amount_splits(job)]
    assert schemes == ["half", "holdout"]
    files = [f"data/splits/sky/{scheme}/split.json" for scheme in schemes]
    assert figures.data_amount_split_files(job) == files


def test_ranks_are_drawn_where_models_can_be_ranked():
    assert FigureInputs(resolved()).rank_diagrams(WIDE) == []
    names = [f"sky{i}" for i in range(5)]
    skies = [
        f"{name}: {{source: simulated_galaxies, seed: {name[-1]}}}" for name in names
    ]
    many = resolved(
        f"datasets: {{{', '.join(skies)}}}\n"
        f"experiments: {{wide: {{datasets: [{', '.join(names)}], splits: [holdout], "
        "models: [dense, lenet5, alexnet]}}"
    )
    diagram = "results/experiments/wide/figures/holdout/ranks.png"
    assert FigureInputs(many).rank_diagrams(WIDE) == [diagram]
    assert FigureInputs(many).ranked_schemes(WIDE) == ["holdout"]


def test_labels_say_whether_a_figure_shows_all_data_sets():
    assert report_labels("cost", "png", FIGURES)["data set"] == "{dataset}"
    assert report_labels("ranks", "csv", FIGURES_OF_ALL) == {
        "data set": "all",
        "split": "{scheme}",
        "figure": "ranks",
        "format": "CSV",
    }
