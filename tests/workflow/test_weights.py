"""Where a run starts from: published weights, a file of the user's, another run."""

import hashlib
import re
import textwrap

import keras
import numpy as np
import pytest

from sandbox.workflow_copy import copy_workflow

pytestmark = pytest.mark.slow

NET = '''"""A made-up net with published weights.

No paper. Variant: one convolution.
"""

import keras

WEIGHTS = {{"imagenet": {{"name": "tiny.weights.h5", "urls": [], "md5": "{md5}"}}}}


def convolve(inputs):
    """Connect what the weights are of."""
    return keras.layers.Conv2D(4, 3, activation="relu", name="convolution")(inputs)


def application(*, weights=None, include_top=False):
    """Build the net that the weights belong to."""
    inputs = keras.Input((None, None, 3))
    return keras.Model(inputs, convolve(inputs))


def build(inputs, classes):
    """Connect the net to `inputs`."""
    y = keras.layers.GlobalAveragePooling2D(name="head_pool")(convolve(inputs))
    return keras.layers.Dense(classes, activation="softmax", name="head_dense")(y)
'''
CONFIG = """
downloads: {mirror: MIRROR, attempts: 1}
datasets:
  ten: {source: simulated_galaxies, images: 60, size: 16}
  two: {source: simulated_galaxies, images: 60, size: 16, keep_classes: [1, 2]}
recipes:
  published: &still
    weights: imagenet
    optimizer: {learning_rate: 1.0e-10}
    epochs: 1
  from_file: {<<: *still, weights: mine.weights.h5}
  from_run: {<<: *still, weights: {run: ten/holdout/published/tiny/seed-0}}
experiments:
  starts:
    datasets: [two]
    splits: [holdout]
    models: [tiny]
    recipes: [published, from_file, from_run]
    seeds: [0]
"""
RUN = "results/runs/{}/holdout/{}/tiny/seed-0/model.keras"


def published() -> keras.Model:
    keras.utils.set_random_seed(5)
    inputs = keras.Input((None, None, 3))
    return keras.Model(inputs, keras.layers.Conv2D(4, 3, activation="relu")(inputs))


@pytest.fixture(scope="module")
def workflow(tmp_path_factory):
    flow = copy_workflow(
        tmp_path_factory.mktemp("weights"), CONFIG.replace("MIRROR", "mirror")
    )
    file = flow.folder / "mirror/weights/tiny/tiny.weights.h5"
    file.parent.mkdir(parents=True)
    published().save_weights(file)
    (flow.folder / "mine.weights.h5").write_bytes(file.read_bytes())
    md5 = hashlib.md5(file.read_bytes()).hexdigest()
    net = flow.folder / "scripts/galaxybench/models/tiny.py"
    net.write_text(NET.format(md5=md5))
    return flow


def test_a_download_that_fails_names_the_file_and_its_place(workflow):
    given = workflow.config.read_text()
    workflow.config.write_text(given.replace("mirror: mirror", "mirror: nowhere"))
    target = "data/weights/tiny/tiny.weights.h5.verified"
    result = workflow.snakemake("--cores", "1", target, check=False)
    workflow.config.write_text(given)
    assert result.returncode
    text = " ".join(textwrap.dedent(result.stdout).split())
    place = workflow.folder / "data/weights/tiny/tiny.weights.h5"
    assert re.search(rf"Put the file by hand at {place} \(md5 \w{{32}}\)", text)
    assert "weights/tiny/tiny.weights.h5" in text


def test_the_run_whose_weights_are_taken_is_planned_first(workflow):
    jobs = workflow.planned(RUN.format("two", "from_run"))
    assert jobs["train_model"] == 2
    assert jobs["download_weights"] == 1
    assert jobs["import_dataset"] == 2


def test_every_start_arrives(workflow):
    recipes = ("published", "from_file", "from_run")
    targets = [RUN.format("two", recipe) for recipe in recipes]
    workflow.snakemake("--cores", "2", *targets)
    (expected, bias) = published().layers[-1].get_weights()
    for target in targets:
        model = keras.models.load_model(workflow.folder / target, compile=False)
        kernel, _ = model.get_layer("convolution").get_weights()
        np.testing.assert_allclose(kernel, expected, rtol=1e-6)
        assert model.output_shape == (None, 2)
    log = "results/logs/train_model/two/holdout/from_run/tiny/seed-0.log"
    text = (workflow.folder / log).read_text()
    assert "1 of 2 layers loaded" in text
    assert "starts with random weights: head_dense [(4, 2), (2,)]" in text
    # Nothing more to do; another file of the user's is another start.
    assert workflow.planned(*targets) == {}
    published().save_weights(workflow.folder / "mine.weights.h5")
    assert workflow.planned(*targets) == {"train_model": 1}
    # Nor is a model shown whose weights are gone, but it is not lost either.
    mine = workflow.folder / "mine.weights.h5"
    aside = mine.rename(workflow.folder / "aside.h5")
    result = workflow.snakemake("--cores", "1", targets[1], check=False)
    aside.rename(mine)
    assert result.returncode
    assert "no such file: mine.weights.h5" in result.stdout
    assert (workflow.folder / targets[1]).exists()


def test_a_file_that_is_not_there_is_named_before_anything_runs(workflow):
    mine = workflow.folder / "mine.weights.h5"
    aside = mine.rename(workflow.folder / "aside.h5")
    result = workflow.snakemake("-n", RUN.format("two", "from_file"), check=False)
    aside.rename(mine)
    assert result.returncode
    assert "weights (model tiny): no such file: mine.weights.h5" in result.stdout
