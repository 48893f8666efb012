"""How often the 95 % intervals hold what was planted, cell by cell.

Accuracy of 400 and 3,500 images in groups of 1, 2 and 4, where in 80 % of the groups
all answers are alike: goal 93 to 97 %. Recall, F1, balanced accuracy and macro F1 of
ten classes of which the rarest has 5 images, and of ten classes of 5 images each: goals
that say what the methods reach. And how often a perfectly calibrated net exceeds the
limit of its calibration error: 5 %. A cell may miss a goal by two Monte-Carlo standard
errors.
"""

import sys
from collections.abc import Iterator

import numpy as np

from benchmarks.common.table import row
from galaxybench.evaluation.calibration import calibration_error, consistency
from galaxybench.evaluation.class_intervals import intervals
from galaxybench.evaluation.confusion import scores
from galaxybench.evaluation.intervals import accuracy_interval

ACCURACY_TRIALS, CLASS_TRIALS, CALIBRATION_TRIALS = 1000, 300, 300
RARE = np.array([5, 12, 20, 40, 60, 80, 100, 110, 114, 115])
FIVE = np.full(10, 5)
GOALS = {"10 classes, rarest of 5": (92.0, 98.0), "10 classes of 5": (89.0, 98.0)}
"""Lowest and highest coverage of balanced accuracy and macro F1, in percent."""
WILSON = (89.0, 100.0)
"""Those of recall and F1 of the rarest class, which has 5 images."""


def accuracies() -> Iterator[tuple[str, float]]:
    """Yield each cell and the coverage of its accuracy, in percent."""
    rng = np.random.default_rng(0)
    for images in (400, 3500):
        for size in (1, 2, 4):
            groups = np.arange(images) // size
            for truth in (0.5, 0.8, 0.95):
                held = 0
                for _ in range(ACCURACY_TRIALS):
                    right = (rng.random(images) < truth).reshape(-1, size)
                    alike = rng.random(len(right)) < 0.8
                    right[alike] = right[alike, :1]
                    low, high = accuracy_interval(right.ravel(), groups)
                    held += low <= truth <= high
                cell = f"accuracy {truth}, {images} images in groups of {size}"
                yield cell, 100 * held / ACCURACY_TRIALS


def class_scores(
    sizes: np.ndarray, recalls: np.ndarray, common: bool
) -> dict[str, float]:
    """Return the coverage of each score, in percent; of classes, that of the first.

    Errors go to every other class alike, or to the `common` ones more often.
    """
    rng, count = np.random.default_rng(0), len(sizes)
    share = np.tile(sizes.astype(float) if common else np.ones(count), (count, 1))
    np.fill_diagonal(share, 0)
    chances = share / share.sum(axis=1, keepdims=True) * (1 - recalls)[:, None]
    np.fill_diagonal(chances, recalls)
    truth = scores(sizes[:, None] * chances)
    held = dict.fromkeys(("balanced_accuracy", "macro_f1", "recall", "f1"), 0)
    for _ in range(CLASS_TRIALS):
        drawn = [rng.multinomial(*each) for each in zip(sizes, chances, strict=True)]
        counts = np.array(drawn).ravel()
        labels, predicted = np.divmod(np.repeat(np.arange(count**2), counts), count)
        found = intervals(labels, predicted, count)
        for name in held:
            low, high, true = (
                np.ravel(each)[:1] for each in (*found[name], truth[name])
            )
            held[name] += bool(low <= true <= high)
    return {name: 100 * each / CLASS_TRIALS for name, each in held.items()}


def above_the_limit(images: int) -> float:
    """Return how often a perfectly calibrated net exceeds its limit, in percent."""
    rng, above = np.random.default_rng(0), 0
    for _ in range(CALIBRATION_TRIALS):
        p = rng.dirichlet(np.full(10, 0.2), images)
        labels = (rng.random(images)[:, None] > p.cumsum(axis=1)).sum(axis=1).clip(0, 9)
        above += calibration_error(labels, p) > consistency(labels, p)[1]
    return 100 * above / CALIBRATION_TRIALS


def within(
    name: str, values: list[float], low: float, high: float, trials: int
) -> bool:
    """Hold the lowest and the highest coverage to their goals."""
    spare = [200 * np.sqrt(p * (1 - p) / trials) for p in (low / 100, high / 100)]
    least = row(f"{name}, lowest", min(values), round(low - spare[0], 1), "%", False)
    return (
        row(f"{name}, highest", max(values), round(high + spare[1], 1), "%") and least
    )


def main() -> None:
    """Measure, print, and fail if a goal is missed."""
    found = []
    for cell, coverage in accuracies():
        print(f"{cell:<72} {coverage:.1f} %", flush=True)
        found.append(coverage)
    met = [within("coverage of accuracy", found, 93, 97, ACCURACY_TRIALS)]
    for (name, goal), sizes in zip(GOALS.items(), (RARE, FIVE), strict=True):
        covered: dict[str, list[float]] = {}
        for what, recalls in (
            (".6 to .95", np.linspace(0.6, 0.95, 10)),
            (".8", np.full(10, 0.8)),
            (".95", np.full(10, 0.95)),
        ):
            for common in (False, True):
                cell = class_scores(sizes, recalls, common)
                errors = "to common classes" if common else "to all classes alike"
                shown = ", ".join(f"{k} {v:.1f}" for k, v in cell.items())
                print(f"{name}, recalls {what}, errors {errors}: {shown}", flush=True)
                for score, coverage in cell.items():
                    covered.setdefault(score, []).append(coverage)
        for score, values in covered.items():
            ends = WILSON if score in ("recall", "f1") else goal
            title = f"coverage of {score}, {name}"
            met.append(within(title, values, *ends, CLASS_TRIALS))
    for images in (400, 3500):
        title = f"calibrated net above its limit, {images} images"
        met.append(row(title, above_the_limit(images), 7.5, "%"))
    sys.exit(not all(met))


if __name__ == "__main__":
    main()
