"""How often claims about planted models are right, cell by cell.

Equal models, with accuracies that scatter over seeds by 0, 0.6 and 1 point and with
test images in groups of 1, 2 and 4, are called different in at most 5 % of experiments:
two models, and any pair of ten. The 95 % interval of a model's mean holds the planted
accuracy in 93 to 98 %; so does the corrected interval of the best of ten. Two models
that differ by a margin are called equivalent in at most 5 %; the larger margin of each
cell is one at which equal models often are. Power is how often a model that is better
by 2 points is called better. A cell may miss a goal by two Monte-Carlo standard errors.
"""

import sys
from collections.abc import Iterator
from itertools import product

import numpy as np

from benchmarks.common.table import row
from galaxybench.comparison import crossed
from galaxybench.comparison.crossed import compare_pairs
from galaxybench.comparison.equivalence import equivalence
from galaxybench.comparison.scatter import LEVEL, Scatter, mean_intervals, scatter
from galaxybench.comparison.winner import corrected
from sandbox.planted_models import planted

ACCURACY, BETTER = 0.85, 0.02
TRIALS = {2: 500, 10: 300}
"""Number of models -> trials per cell."""
SPREADS = {1: (0.0,), 2: (0.0, 0.006, 0.01), 3: (0.0, 0.006, 0.01), 5: (0.006,)}
"""Seeds -> standard deviations of the accuracy over seeds."""
MARGINS = {400: (0.01, 0.06), 3500: (0.01, 0.02)}
"""Number of test images -> margins of equivalence."""
DRAWS = 999
MOST, COVERED = 100 * LEVEL, (93.0, 98.0)


def drawn(models: int, better: float = 0.0, **options: float) -> Iterator[Scatter]:
    """Draw the experiments of one cell; the first model may be better."""
    random = np.random.default_rng(0)
    accuracy = np.full(models, ACCURACY)
    accuracy[0] += better
    for _ in range(TRIALS[models]):
        yield scatter(*planted(random, accuracy, **options))


def cell(models: int, **options: float) -> tuple[float, float]:
    """Return the rate of false differences and the coverage of means, in percent."""
    wrong = covered = 0
    for of in drawn(models, **options):
        wrong += (compare_pairs(of).p_adjusted < LEVEL).any()
        low, high = mean_intervals(of)
        covered += ((low <= ACCURACY) & (ACCURACY <= high)).mean()
    return 100 * wrong / TRIALS[models], 100 * covered / TRIALS[models]


def power(**options: float) -> float:
    """Return how often a better model is called better, in percent."""
    found = [compare_pairs(of).low[0] > 0 for of in drawn(2, BETTER, **options)]
    return 100 * float(np.mean(found))


def alike(margin: float, apart: float, **options: float) -> float:
    """Return how often two models that far apart are called equivalent, in percent."""
    tested = (compare_pairs(of) for of in drawn(2, apart, **options))
    found = [equivalence(pairs, margin).p[0] < LEVEL for pairs in tested]
    return 100 * float(np.mean(found))


def winner(**options: float) -> tuple[float, float, float, float]:
    """Describe the best of ten equal models, in percent and points.

    Returns:
        How often its own and its corrected interval hold the truth, and the median
        errors of its accuracy and of the corrected one.
    """
    held, errors = [], []
    for of in drawn(10, **options):
        best, low, high = (of.mean.argmax(), *mean_intervals(of))
        found = corrected(of)
        plain = low[best] <= ACCURACY <= high[best]
        held.append((plain, found.low <= ACCURACY <= found.high))
        errors.append((of.mean[best] - ACCURACY, found.accuracy - ACCURACY))
    return (*100 * np.mean(held, axis=0), *100 * np.median(errors, axis=0))


def margins_and_winners() -> tuple[float, float]:
    """Print the cells of both; return the worst false rate and the worst coverage."""
    worst = {"false": 0.0, "covered": 100.0}
    print("images group seeds spread: margin, falsely equivalent %, equal found %;")
    print("best of ten: own interval %, corrected %, error, corrected error, points")
    for images, margins in MARGINS.items():
        for group, seeds in product((1, 2, 4), (1, 2, 3)):
            for spread in SPREADS[seeds]:
                options = {"images": images, "group": group, "seeds": seeds}
                options["spread"] = spread
                cells = []
                for margin in margins:
                    wrong = alike(margin, margin, **options)
                    worst["false"] = max(worst["false"], wrong)
                    right = alike(margin, 0.0, **options)
                    cells.append(f"{100 * margin:.0f}, {wrong:.1f}, {right:.0f}")
                best = winner(**options)
                worst["covered"] = min(worst["covered"], best[1])
                cells.append(", ".join(f"{each:.1f}" for each in best))
                print(images, group, seeds, f"{100 * spread:.1f}:", "; ".join(cells))
    return worst["false"], worst["covered"]


def main() -> None:
    """Measure, print, and fail if a goal is missed."""
    crossed.DRAWS = DRAWS
    worst = {"false": 0.0, "low": 100.0, "high": 0.0}
    spare = 0.0
    print("models images group seeds spread: false %, coverage %, power %")
    for models, trials in TRIALS.items():
        spare = max(spare, 200 * np.sqrt(LEVEL * (1 - LEVEL) / trials))
        for images in (400, 3500):
            for group in (1, 2, 4):
                for seeds, spreads in SPREADS.items():
                    for spread in spreads:
                        options = {"images": images, "group": group, "seeds": seeds}
                        options["spread"] = spread
                        wrong, covered = cell(models, **options)
                        worst["false"] = max(worst["false"], wrong)
                        worst["low"] = min(worst["low"], covered)
                        worst["high"] = max(worst["high"], covered)
                        found = f", {power(**options):.0f}" if models == 2 else ""
                        print(
                            f"{models} {images} {group} {seeds} {100 * spread:.1f}: "
                            f"{wrong:.1f}, {covered:.1f}{found}",
                            flush=True,
                        )
    falsely, corrected_covers = margins_and_winners()
    rows = [
        row("a margin apart, called equivalent", falsely, MOST + spare, "%"),
        row("missed by the winner's interval", 100 - corrected_covers, 7 + spare, "%"),
        row(
            "equal models called different, worst cell",
            worst["false"],
            MOST + spare,
            "%",
        ),
        row("missed by the interval of a mean", 100 - worst["low"], 7 + spare, "%"),
        row("coverage of a mean, highest", worst["high"], COVERED[1] + spare, "%"),
    ]
    sys.exit(not all(rows))


if __name__ == "__main__":
    main()
