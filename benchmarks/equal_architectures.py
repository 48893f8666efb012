"""Two equal architectures, many experiments: how often is one called better?

Draws `docs/images/equal_architectures.png` for docs/statistics.md if the file is named
on the command line. Every experiment has 3,500 test images and two architectures of
accuracy 85 %, whose trainings scatter by 0.6 points. Of one training each, the paired t
test tells the weights apart, rightly: they differ. Read as a claim about architectures,
it is wrong each time. The crossed t test of three trainings each is wrong in at most
5 % of experiments (and two Monte-Carlo standard errors).
"""

import sys
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from benchmarks.common.table import row
from galaxybench.comparison.crossed import compare_pairs
from galaxybench.comparison.scatter import LEVEL, scatter
from galaxybench.figures import style
from sandbox.planted_models import planted

EXPERIMENTS, SHOWN = 400, 60
TITLES = {
    1: "one training each, paired t test: about these weights",
    3: "three trainings each, crossed t test: about architectures",
}


def intervals(seeds: int) -> np.ndarray:
    """Return the difference and the ends of its 95 % interval, (EXPERIMENTS, 3)."""
    random = np.random.default_rng(3)
    options = {"seeds": seeds, "images": 3500, "spread": 0.006}
    found = []
    for _ in range(EXPERIMENTS):
        pair = compare_pairs(scatter(*planted(random, np.full(2, 0.85), **options)))
        found.append([pair.difference[0], pair.low[0], pair.high[0]])
    return 100 * np.array(found)


def wrong(found: np.ndarray) -> np.ndarray:
    """Say of each interval whether it leaves out 0."""
    return (found[:, 1] > 0) | (found[:, 2] < 0)


def draw(found: dict[int, np.ndarray], path: Path) -> None:
    """Draw the first intervals of each kind, in colour where they leave out 0."""
    figure = style.figure(
        4.2, "Two equal architectures, the same experiment many times", simulated=True
    )
    panels = style.panels(figure, 2, 2, sharey=True)
    for panel, (seeds, own) in zip(panels, found.items(), strict=True):
        _panel(panel, own[:SHOWN])
        panel.set_title(TITLES[seeds])
        share = 100 * wrong(own).mean()
        panel.set_xlabel(f"{share:.0f} % of {EXPERIMENTS} experiments leave out 0")
    panels[0].set_ylabel("difference in accuracy (points), 95 % interval")
    style.save(figure, path, path.with_suffix(".pdf"))
    path.with_suffix(".pdf").unlink()


def _panel(panel: Axes, found: np.ndarray) -> None:
    for number, (difference, low, high) in enumerate(found):
        out = low > 0 or high < 0
        colour = style.COLOURS[1] if out else style.COLOURS[0]
        panel.plot([number, number], [low, high], color=colour, lw=1.2)
        panel.plot(number, difference, "o", color=colour, ms=2.5)
    panel.axhline(0, color="#333333", lw=0.8)
    panel.set_xticks([])
    panel.grid(axis="x", visible=False)


def main(path: str = "") -> None:
    """Measure, draw if asked to, and fail if the goal is missed."""
    found = {seeds: intervals(seeds) for seeds in TITLES}
    weights, architectures = (100 * wrong(own).mean() for own in found.values())
    print(f"one training each, read as a claim about architectures: {weights:.1f} %")
    spare = 200 * np.sqrt(LEVEL * (1 - LEVEL) / EXPERIMENTS)
    title = "equal architectures called different, three trainings each"
    met = row(title, architectures, 100 * LEVEL + spare, "%")
    if path:
        draw(found, Path(path))
    sys.exit(not met)


if __name__ == "__main__":
    main(*sys.argv[1:])
