"""No interval has zero width, whatever the test set: those of files and of tables."""

import numpy as np
import pandas as pd
import pytest

from galaxybench.comparison.class_scores import class_scores
from galaxybench.comparison.summary import collect, summarize
from galaxybench.config.runs import Run
from galaxybench.evaluation.metrics import score
from galaxybench.evaluation.rows import Row
from galaxybench.report import tables

RUN = {
    "model": {"architecture": "dense", "options": {}},
    "recipe": {"batch_size": 64},
    "train_images": 640,
    "stopped_because": "all epochs done",
}


def extremes():
    """Name, labels and answers of test sets that a bootstrap cannot judge."""
    each = np.arange(4)
    many = np.repeat(each, 5)
    yield "all right", many, many
    yield "all wrong", many, (many + 1) % 4
    yield "one image per class, all right", each, each
    yield "one image per class, all wrong", each, each[::-1]
    yield "one class only", np.ones(6, int), np.ones(6, int)
    yield "one class only, never found", np.ones(6, int), np.zeros(6, int)
    yield "one image, right", np.array([2]), np.array([2])
    yield "one image, wrong", np.array([2]), np.array([1])
    yield "one answer", many, np.zeros(20, int)
    rng = np.random.default_rng(0)
    for number in range(25):
        images, classes = rng.integers(1, 30), rng.integers(1, 5)
        labels = rng.integers(0, classes, images)
        answers = rng.integers(0, 4, images)
        right = rng.random(images) < rng.choice([0.1, 0.5, 0.95])
        yield f"random {number}", labels, np.where(right, labels, answers)


CASES = {name: pair for name, *pair in extremes()}


def scored(labels, predicted, groups):
    p = np.full((len(labels), 4), 0.1)
    p[np.arange(len(labels)), predicted] = 0.7
    table = pd.DataFrame(p).add_prefix("p").assign(label=labels, predicted=predicted)
    return score(table, None, RUN, list("abcd"), groups)


def intervals(content, where=""):
    """Every (name, value, low, high) in nested dicts and lists."""
    if isinstance(content, list):
        for number, part in enumerate(content):
            yield from intervals(part, f"{where}[{number}]")
    elif isinstance(content, dict):
        for key, part in content.items():
            yield from intervals(part, f"{where}.{key}")
            if key.endswith("_low"):
                name = key.removesuffix("_low")
                ends = part, content[f"{name}_high"]
                yield f"{where}.{name}", content[name], *ends


def check(content):
    found = [each for each in intervals(content) if each[1] is not None]
    for name, value, low, high in found:
        if low is None and name.endswith("].precision"):
            continue  # the mean precision, which has no interval
        assert 0 <= low <= value <= high <= 1, name
        assert high - low > 0.001, name
    return len(found)


@pytest.fixture(autouse=True)
def quiet(recwarn):
    """Scikit-learn warns that a single class has no kappa."""


def groupings(images):
    rng = np.random.default_rng(images)
    return None, np.arange(images) // 2, np.zeros(images), rng.integers(0, 9, images)


@pytest.mark.parametrize("name", CASES)
def test_of_one_row_and_of_seeds_and_folds_together(name):
    labels, predicted = CASES[name]
    for groups in groupings(len(labels)):
        metrics = scored(labels, predicted, groups)
        # Three of all classes, every precision, recall and F1 of one class or more.
        assert check(metrics) >= 3 + 4 + 2
        other = scored(labels, np.roll(predicted, 1), groups)
        for seed, fold in ((0, 0), (1, 0), (0, 1)):
            runs = [
                Row(Run("d", "cv-fold0", "r", "m", 0), metrics=metrics),
                Row(Run("d", f"cv-fold{fold}", "r", "m", seed), metrics=other),
            ][: 1 + seed + fold]
            check(list(class_scores(runs).values()))


@pytest.mark.parametrize("name", CASES)
def test_of_the_tables(name):
    row = Row(Run("d", "s", "r", "m", 0), metrics=scored(*CASES[name], None))
    summary = summarize(collect([row]))
    (printed,) = tables.models(summary, "d").cells["95 % interval"]
    low, high = map(float, printed.split(" to "))
    assert 0 <= low < high <= 100
    calibration = tables.calibration(summary, "d").cells
    (limit,) = calibration["limit of a calibrated net, %"]
    assert 0 < float(limit) <= 100
