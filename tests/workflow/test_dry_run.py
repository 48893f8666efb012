"""What `snakemake -n` imports and plans, and how it refuses a wrong configuration."""

import pytest
import yaml

from sandbox.workflow_copy import copy_workflow


def test_parsing_imports_nothing_heavy(tmp_path):
    assert copy_workflow(tmp_path / "copy").heavy_imports("all") == set()


def test_the_demo_is_the_default(tmp_path):
    jobs = copy_workflow(tmp_path / "copy").planned()
    assert jobs["import_dataset"] == jobs["write_report"] == 1
    assert jobs["train_model"] == jobs["predict"] == jobs["score"] >= 2
    assert "download" not in jobs


@pytest.mark.slow
def test_every_experiment_of_the_configuration_plans(tmp_path):
    workflow = copy_workflow(tmp_path / "copy")
    for name in ("a", "b"):
        folder = workflow.folder / "data/photos" / name
        folder.mkdir(parents=True)
        (folder / "photo.jpg").write_bytes(b"not read by a plan")
    listed = workflow.snakemake("--list").stdout.split()
    config = yaml.safe_load((workflow.folder / "config/config.yaml").read_text())
    assert set(config["experiments"]) <= set(listed)
    jobs = workflow.planned(*config["experiments"])
    # Galaxy10 twice, MNIST and Fashion-MNIST in four files each, CIFAR-100.
    assert jobs["download"] == 2 + 4 + 4 + 1
    assert jobs["write_report"] == len(config["experiments"])
    # MobileNetV3-Small, ResNet50 and the other five of the DECaLS study.
    assert jobs["download_weights"] == 7


@pytest.mark.slow
def test_the_users_home_is_linked_on_request_alone(tmp_path):
    asked = copy_workflow(tmp_path / "asked", "downloads: {astronn_link: true}")
    jobs = asked.planned("sdss_baseline")
    assert jobs.pop("link_astronn") == 1
    assert jobs == copy_workflow(tmp_path / "copy").planned("sdss_baseline")


@pytest.mark.slow
def test_a_local_archive_is_not_downloaded(tmp_path):
    config = """
datasets: {photographs: {source: cifar100, limit: 400}}
experiments:
  small: {datasets: [photographs], splits: [predefined], recipes: [quick],
          models: [dense], seeds: [0]}
"""
    workflow = copy_workflow(tmp_path / "copy", config)
    assert workflow.planned("small")["download"] == 1
    (workflow.folder / "part.tar.gz").touch()
    own = config.replace("cifar100", "cifar100, path: part.tar.gz")
    workflow.config.write_text(own)
    assert "download" not in workflow.planned("small")


@pytest.mark.slow
def test_predictions_that_are_not_there_are_named_before_any_work(tmp_path):
    config = """
experiments:
  compared:
    datasets: [simulated]
    splits: [holdout]
    recipes: [quick]
    models: [dense]
    seeds: [0, 1]
    ensembles: {both: {}}
    predictions: {theirs: {file: theirs.csv, dataset: simulated, split: holdout}}
"""
    workflow = copy_workflow(tmp_path / "copy", config)
    result = workflow.snakemake("-n", "compared", check=False)
    assert result.returncode != 0
    message = "experiments.compared.predictions.theirs.file: no such file: theirs.csv"
    assert message in result.stdout
    assert workflow.planned("demo")["train_model"] >= 2  # another experiment
    (workflow.folder / "theirs.csv").touch()
    jobs = workflow.planned("compared")
    assert jobs["ensemble_runs"] == jobs["import_predictions"] == 1
    assert jobs["train_model"] == jobs["score"] == 2


def test_folds_are_runs_of_their_own(tmp_path):
    config = """
experiments:
  folded: {datasets: [simulated], splits: [cv5], recipes: [quick],
           models: [dense, lenet5], seeds: [0, 1]}
"""
    jobs = copy_workflow(tmp_path / "copy", config).planned("folded")
    assert jobs["split_dataset"] == jobs["fit_normalization"] == 5
    assert jobs["train_model"] == 5 * 2 * 2
    assert jobs["plot_confusion"] == 1


def test_balanced_training_sets_are_made_where_the_recipe_asks(tmp_path):
    config = """
recipes: {even: {balance: augmented_copies, augmentation: {flip: [horizontal]}}}
experiments:
  balanced: {datasets: [simulated], splits: [holdout], recipes: [quick, even],
             models: [dense], seeds: [0, 1]}
"""
    jobs = copy_workflow(tmp_path / "copy", config).planned("balanced")
    assert jobs["balance_train"] == 1
    assert jobs["train_model"] == 4


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            "experiments: {demo: {models: [alexnett]}}",
            "unknown model 'alexnett': did you mean 'alexnet'?",
        ),
        ("recipes: {quick: {epoch: 3}}", "did you mean 'epochs'?"),
        ("recipes: {quick: {optimizer: {learning_rate: 1e-3}}}", "1.0e-3"),
        ("run: [dmeo]", "did you mean 'demo'?"),
    ],
)
def test_a_mistake_is_one_clear_message_before_any_work(tmp_path, config, message):
    workflow = copy_workflow(tmp_path / "copy", config)
    result = workflow.snakemake("-n", check=False)
    assert result.returncode != 0
    assert message in result.stdout
    assert "Traceback" not in result.stdout


@pytest.mark.slow
def test_ranks_are_drawn_for_five_data_sets_that_all_models_were_run_on(tmp_path):
    datasets = "".join(
        f"  few{n}: {{source: simulated_galaxies, images: 200, size: 16, seed: {n}}}\n"
        for n in range(5)
    )
    row = "splits: [holdout], recipes: [quick], models: [dense, lenet5, alexnet]"
    theirs = "predictions: {theirs: {file: t.csv, dataset: few0, split: holdout}}"
    config = f"""
datasets:
{datasets}
experiments:
  one: {{datasets: [few0], {row}, seeds: [0]}}
  four: {{datasets: [few0, few1, few2, few3], {row}, seeds: [0]}}
  five: {{datasets: [few0, few1, few2, few3, few4], {row}, seeds: [0]}}
  missing: {{datasets: [few0, few1, few2, few3, few4], {row}, seeds: [0], {theirs}}}
"""
    workflow = copy_workflow(tmp_path / "copy", config)
    (workflow.folder / "t.csv").touch()
    planned = {}
    for name in ("one", "four", "five", "missing"):
        jobs = workflow.planned(name)
        planned[name] = jobs.get("compare_ranks", 0), jobs.get("plot_ranks", 0)
    assert planned == {"one": (0, 0), "four": (1, 0), "five": (1, 1), "missing": (1, 0)}
