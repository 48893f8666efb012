"""What can be known while planning is refused while planning."""

import importlib.util

import pytest

from galaxybench.workflow.environment_variables import BACKENDS


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"experiments": {"tiny": {"models": ["dens"]}}},
            ["unknown model 'dens'", "did you mean 'dense'?"],
        ),
        ({"recipes": {"short": {"epochs": 0}}}, ["recipes.short.epochs", "0"]),
        ("recipes: {short: {optimizer: {learning_rate: 1e-3}}}", ["1.0e-3"]),
    ],
)
def test_a_mistake_in_the_configuration(planned, changes, says):
    case = planned(changes)
    case.refused(*says)
    case.mended().passes("train_model")


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("KERAS_BACKEND", "tensorfow", ["did you mean 'tensorflow'?", "jax", "torch"]),
        ("KERAS_BACKEND", "theano", ["allowed: jax, tensorflow, torch"]),
        ("GALAXYBENCH_JOBS_PER_GPU", "two", ["use a whole number from 1"]),
        ("GALAXYBENCH_JOBS_PER_GPU", "0", ["use a whole number from 1"]),
    ],
)
def test_a_variable_of_the_environment(planned, variable, value, says):
    planned({}, environment={variable: value}).refused(
        f"{variable}: got '{value}'", *says
    )
    planned({}, environment={variable: None}).passes("train_model")


@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_a_backend_that_is_not_installed(planned, backend):
    if importlib.util.find_spec(backend):
        pytest.skip(f"{backend} is installed")
    planned({}, environment={"KERAS_BACKEND": backend}).refused(
        f"KERAS_BACKEND: got '{backend}', which is not installed", BACKENDS[backend]
    )


WEIGHTS = {"recipes": {"short": {"weights": "mine.keras"}}}
THEIRS = {
    "experiments": {
        "tiny": {
            "predictions": {
                "theirs": {"file": "t.csv", "dataset": "sky", "split": "part"}
            }
        }
    }
}


@pytest.mark.parametrize(
    ("changes", "target", "says"),
    [
        (WEIGHTS, "tiny", ["recipes.short.weights (model dense)", "mine.keras"]),
        (WEIGHTS, "estimate_tiny", ["recipes.short.weights", "mine.keras"]),
        (WEIGHTS, "tune_tiny", ["recipes.short.weights", "mine.keras"]),
        (THEIRS, "tiny", ["experiments.tiny.predictions.theirs.file", "t.csv"]),
        ({}, "classify", ["model: missing", "--config model=MODEL images=IMAGES"]),
        ({}, "compare", ["compared: missing", "--config compared=FIRST,SECOND"]),
        ({"compared": "tiny,other"}, "compare", ["unknown experiment 'other'"]),
        ({"compared": "a,b,c"}, "compare", ["got 3 name(s), 'a,b,c'"]),
        ({"model": "tiny", "images": "x"}, "classify", ["model: ", "tiny"]),
        ({"model": "no.keras", "images": "x"}, "classify", ["no such file: no.keras"]),
    ],
)
def test_files_and_names_that_do_not_exist(planned, changes, target, says):
    ended = planned(changes, target).refused(*says)
    # Neither where Snakemake found out, nor the name of an exception.
    assert "Exception" not in ended.terminal
    assert '.smk"' not in ended.terminal
    assert ".py" not in ended.terminal


@pytest.mark.parametrize(
    ("path", "target", "says"),
    [
        ("photos", "tiny", "no such file or folder: photos"),
        ("photos", "estimate_tiny", "no such file or folder: photos"),
        ("~nobody-at-all/a", "tiny", "no such file or folder: ~nobody-at-all/a"),
        ("circle", "tiny", "circle"),
        ("x" * 300, "tiny", "xxx"),
    ],
)
def test_a_folder_that_cannot_be(planned, path, target, says):
    photos = {"source": "image_folder", "path": path, "size": 16}
    changes = {
        "datasets": {"photos": photos},
        "experiments": {"tiny": {"datasets": ["photos"]}},
    }
    case = planned(changes, target)
    (case.folder / "circle").symlink_to("circle")
    case.refused("datasets.photos.path", says)


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("scripts/galaxybench/models/dense.py", b"def (", ["dense.py", "line"]),
        ("scripts/galaxybench/training/epochs.py", b"def (", ["epochs.py: line"]),
        ("config/references.csv", b"\xff,a\n", ["references.csv, line", "UTF-8"]),
    ],
)
def test_a_file_that_was_damaged_by_an_edit(planned, file, content, says):
    case = planned({})
    path = case.folder / file
    whole = path.read_bytes()
    path.write_bytes(whole + content)
    case.refused(*says)
    path.write_bytes(whole)
    case.passes("train_model")
