"""What figures and pages need besides the rows."""

from pathlib import Path

from galaxybench.config.runs import runs
from galaxybench.workflow.paths import FIGURES, FIGURES_OF_ALL, TABLES, run_file
from galaxybench.workflow.report_inputs import (
    FigureInputs,
    ReportInputs,
    page_templates,
    report_labels,
)
from tests.helpers.workflow_setup import resolved, wildcards

ROOT = Path(__file__).resolve().parents[2]
TINY, WIDE = wildcards(experiment="tiny"), wildcards(experiment="wide")
REPORTED = {"wide": [{"metric": "test_accuracy", "value": "0.5"}]}


def test_the_title_is_the_name_unless_there_is_one():
    assert ReportInputs(resolved(), {}).title(TINY) == "tiny"
    titled = resolved("experiments: {tiny: {title: Small}}")
    assert ReportInputs(titled, {}).title(TINY) == "Small"


def test_an_experiment_sees_its_own_references_alone():
    pages = ReportInputs(resolved(), REPORTED)
    assert pages.references(WIDE) == REPORTED["wide"] and pages.references(TINY) == []
    expected = "results/experiments/{experiment}/references.csv"
    assert pages.references_file(WIDE) == expected
    assert pages.references_file(TINY) == []


def test_ranks_need_several_data_sets():
    pages = ReportInputs(resolved(), {})
    assert pages.ranks_file(WIDE) == "results/experiments/{experiment}/ranks.json"
    assert pages.ranks_file(TINY) == []


def test_papers_are_those_of_the_architectures_and_of_the_methods():
    def papers(models: str) -> set[str]:
        config = resolved(f"experiments: {{tiny: {{models: {models}}}}}")
        files = ReportInputs(config, {}).paper_files(TINY)
        assert files == sorted(files) and all(Path(file).exists() for file in files)
        return {Path(file).name for file in files}

    resnet = papers("[resnet50]") - papers("[dense]")
    assert "1512.03385.bib" in resnet
    assert "keras.bib" in papers("[dense]")


def test_the_page_is_made_of_templates_and_scripts():
    found = page_templates(ROOT)
    assert found == sorted(found)
    folder = "scripts/galaxybench/report/templates/page"
    assert f"{folder}/tables.js" in found
    assert all((ROOT / file).suffix in (".j2", ".js") for file in found)


def test_labels_of_a_table_name_the_data_set_that_it_is_of():
    assert report_labels(TABLES, "md", table="models")["data set"] == "{dataset}"
    reported = {"table": "reported", "format": "TEX"}
    assert report_labels("elsewhere", "tex", table="reported") == reported


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
    assert report_labels(FIGURES, "png", figure="cost")["data set"] == "{dataset}"
    assert report_labels(FIGURES_OF_ALL, "csv", figure="ranks") == {
        "data set": "all",
        "split": "{scheme}",
        "figure": "ranks",
        "format": "CSV",
    }


def left_out(*wanted: str) -> dict:
    """The configuration without the runs of "wide" whose folder has these parts."""
    listed = [
        run.names()
        for run in runs(resolved(), "wide")
        if any(part in run_file(run, "run.json") for part in wanted)
    ]
    return resolved() | {"left_out": {"wide": listed}}


def test_a_figure_that_failed_is_not_on_the_page():
    config = resolved()
    cost = {"dataset": "sky", "scheme": "cv", "figure": "cost"}
    failed = config | {"figures_left_out": {"wide": [cost | {"why": "-", "log": ""}]}}
    whole, partial = FigureInputs(config).names(WIDE), FigureInputs(failed).names(WIDE)
    assert [each for each in whole if each not in partial] == [cost]
    assert ReportInputs(failed, {}).left_out(WIDE)["figures"][0]["why"] == "-"
    assert ReportInputs(config, {}).left_out(WIDE) == {"rows": [], "figures": []}


def test_figures_are_those_of_the_places_that_have_runs():
    names = FigureInputs(left_out("sky/cv", "sdss/holdout")).names(WIDE)
    places = {(each["dataset"], each["scheme"]) for each in names}
    assert places == {
        *(("sky", "holdout"), ("sky", "half"), ("sdss", "cv"), ("sdss", "half"))
    }
    # Without `holdout`, sdss has no two splits that differ in their training images.
    amounts = [each for each in names if each["figure"] == "data_amount"]
    assert [each["dataset"] for each in amounts] == ["sky"]


def test_no_other_run_is_explained_in_place_of_one_that_failed():
    first = wildcards(experiment="wide", dataset="sky", scheme="cv")
    assert FigureInputs(left_out("sky/cv-fold1")).explained_names(first)
    partial = FigureInputs(left_out("sky/cv-fold0"))
    assert partial.explained_names(first) == []
    gradcam = [n for n in partial.names(WIDE) if n["figure"] == "gradcam"]
    assert {"dataset": "sky", "scheme": "cv", "figure": "gradcam"} not in gradcam
    assert {"dataset": "sky", "scheme": "half", "figure": "gradcam"} in gradcam


def test_runs_that_failed_are_counted_for_the_tables():
    pages = ReportInputs(left_out("sky/cv-fold1", "sdss"), {})
    for dataset, scheme, failed in (
        ("sky", "cv", 1), ("sdss", "cv", 3), ("sdss", "half", 1), ("sky", "half", 0),
    ):  # fmt: skip
        place = wildcards(experiment="wide", dataset=dataset, scheme=scheme)
        assert pages.failed_runs(place) == failed


ALONE = """
datasets: {outside: {source: predictions, path: a.csv}}
splits: {own: {method: predefined}}
experiments:
  tiny:
    datasets: [%s]
    splits: [own]
    models: []
    recipes: []
    predictions: {mine: {file: a.csv, dataset: %s, split: own}}
"""


def test_figures_of_images_and_of_trainings_are_drawn_where_there_are_any():
    found = drawn(resolved(ALONE % ("outside", "outside")), TINY, "own")
    assert found == {"accuracy", "classes", "confusion", "reliability"}
    sliced = ALONE % ("outside", "outside") + "    slices: [redshift]\n"
    assert drawn(resolved(sliced), TINY, "own") == found | {"slices"}
    mnist = ALONE.replace(
        "outside: {source: predictions, path: a.csv}", "d: {source: mnist}"
    )
    found = drawn(resolved(mnist % ("d", "d")), TINY, "own")
    images = {"samples", "confused", "misclassified", "all_fail"}
    assert found == {"accuracy", "classes", "confusion", "reliability"} | images


def test_labels_are_checked_where_an_experiment_asks_for_it():
    config = resolved("experiments: {wide: {label_check: true}}")
    inputs = FigureInputs(config)
    assert "likely_wrong" in drawn(config, WIDE)
    assert "likely_wrong" not in drawn(config, TINY)
    folder = "results/experiments/wide/figures"
    assert f"{folder}/sky/cv/likely_wrong.json" in inputs.label_checks(WIDE)
    assert inputs.label_checks(TINY) == []
    left = {"dataset": "sky", "scheme": "cv", "figure": "likely_wrong"}
    failed = FigureInputs(config | {"figures_left_out": {"wide": [left]}})
    assert f"{folder}/sky/cv/likely_wrong.json" not in failed.label_checks(WIDE)


def test_validation_images_are_checked_where_there_are_no_folds():
    inputs = FigureInputs(resolved("experiments: {wide: {label_check: true}}"))
    place = {"experiment": "wide", "dataset": "sky"}
    holdout = wildcards(**place, scheme="holdout")
    assert inputs.checked_parts(holdout) == ["data/splits/sky/holdout/valid.fits"]
    predicted = inputs.checked_predictions(holdout)
    assert predicted and {Path(p).name for p in predicted} == {"valid_predictions.csv"}
    folds = wildcards(**place, scheme="cv")
    assert inputs.checked_parts(folds) == inputs.checked_predictions(folds) == []
