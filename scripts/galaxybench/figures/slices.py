"""Accuracy of every model on slices of the test images, one panel per column."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from galaxybench.comparison.slicing import FEW
from galaxybench.evaluation import collapse
from galaxybench.evaluation.rows import Key
from galaxybench.figures import style
from galaxybench.figures.lettering import short

PANEL = 2.5
"""Height of a panel in inches, without the names of its slices."""
LEGEND = 0.24
"""Height of a line of the legend in inches."""
COLUMNS = 4
"""Models in a line of the legend."""
SHARE = 0.76
"""Part of the width of a slice that its models take."""
LETTERS = 26
"""Largest length of the name of a slice, where names are turned."""
LEVEL_LETTERS = 130
"""Largest length of all names in a line."""
LEVEL_UP_TO = 6
"""Most slices whose names are written level."""
MARKERS = "os^Dv"
"""For models that have the same colour."""


def numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers of the figure: the rows of slices.csv of its place."""
    return table


def draw(table: pd.DataFrame, *, simulated: bool) -> Figure:
    """Draw the accuracies with their intervals, and that on all test images as a line.

    `table` is the part of slices.csv of one data set and split scheme.
    """
    keys = list(dict.fromkeys(zip(table["recipe"], table["model"], strict=True)))
    looks, columns = _looks(keys), list(table["column"].unique())
    lines = -(-len(keys) // COLUMNS)
    foot = [_foot(table[table["column"] == column]) for column in columns]
    place = style.data_label(*table.iloc[0][["dataset", "scheme"]])
    figure = style.figure(
        style.TITLE + sum(foot) + PANEL * len(columns) + LEGEND * lines + 0.2,
        f"Test accuracy by slices of the catalogue: {place}",
        simulated=simulated,
    )
    heights = [PANEL + own for own in foot]
    panels = style.panels(figure, len(columns), 1, height_ratios=heights)
    for panel, column in zip(panels, columns, strict=True):
        _panel(panel, table[table["column"] == column], looks)
        panel.set_title(short(column, 2 * LETTERS))
        panel.set_ylabel("test accuracy (%)")
    names = style.titles(keys, ", ")
    trained = table.groupby(["recipe", "model"])["trained"].first()
    entries = [
        style.legend_entry(
            **looks[key],
            ls="",
            ms=6,
            mfc=looks[key]["color"] if trained[key] else "white",
            label=short(names[key], 2 * LETTERS)
            + ("" if trained[key] else collapse.lost(key[0])),
        )
        for key in keys
    ]
    figure.legend(handles=entries, loc="outside lower left", ncols=COLUMNS, fontsize=9)
    return figure


def _looks(keys: list[Key]) -> dict[Key, dict[str, str]]:
    """Give every row a colour, that of its model, and a marker to tell it apart."""
    colours = style.colours(model for _, model in keys)
    used: dict[str, int] = {}
    looks = {}
    for key in sorted(keys, key=lambda key: key[::-1]):
        colour = colours[key[1]]
        number = used.get(colour, 0)
        used[colour] = number + 1
        looks[key] = {"color": colour, "marker": MARKERS[number % len(MARKERS)]}
    return looks


def _foot(table: pd.DataFrame) -> float:
    """Return the height of the names of the slices in inches."""
    names = table["slice"].unique()
    if len(names) <= LEVEL_UP_TO:
        return 0.75
    return 0.7 + 0.045 * min(max(map(len, names)), LETTERS)


def _panel(panel: Axes, table: pd.DataFrame, looks: dict[Key, dict[str, str]]) -> None:
    slices = list(table["slice"].unique())
    step = SHARE / len(looks)
    for number, (key, own) in enumerate(_by_model(table, looks)):
        shift = step * (number - (len(looks) - 1) / 2)
        accuracy = 100 * own["accuracy"]
        fine = bool(own["trained"].iloc[0])
        panel.errorbar(
            [slices.index(name) + shift for name in own["slice"]],
            accuracy,
            yerr=[
                # At 0 and 1, rounding may put the end of an interval past the value.
                (accuracy - 100 * own["low"]).clip(lower=0),
                (100 * own["high"] - accuracy).clip(lower=0),
            ],
            ls="",
            ms=max(2.5, min(5.5, 40 * step)),
            elinewidth=1.1,
            mfc=looks[key]["color"] if fine else "white",
            **looks[key],
        )
    for between in range(1, len(slices)):
        panel.axvline(between - 0.5, color="#bbbbbb", lw=0.8)
    panel.set_xlim(-0.5, len(slices) - 0.5)
    large = table[table["groups"] >= FEW] if (table["groups"] >= FEW).any() else table
    # Every dot is inside, also where its interval is not.
    low = 100 * min(large["low"].min(), table["accuracy"].min())
    high = 100 * max(large["high"].max(), table["accuracy"].max())
    panel.set_ylim(max(-2, low - 2), min(102, high + 2))
    panel.grid(axis="x", visible=False)
    images = table.groupby("slice")["images"].first()
    level = len(slices) <= LEVEL_UP_TO
    joint = "\n" if level else " "
    letters = int(LEVEL_LETTERS / len(slices)) if level else LETTERS
    turned = {} if level else {"rotation": 30, "ha": "right", "rotation_mode": "anchor"}
    # The title names the column.
    column = f"{table['column'].iloc[0]} = "
    shown = [short(name.removeprefix(column), letters) for name in slices]
    labels = [
        f"{text}{joint}({images[name]:,})"
        for text, name in zip(shown, slices, strict=True)
    ]
    panel.set_xticks(range(len(slices)), labels, fontsize=8.5, **turned)
    panel.tick_params(axis="x", length=0)


def _by_model(
    table: pd.DataFrame, looks: dict[Key, dict[str, str]]
) -> list[tuple[Key, pd.DataFrame]]:
    return [
        (key, table[(table["recipe"] == key[0]) & (table["model"] == key[1])])
        for key in dict.fromkeys(zip(table["recipe"], table["model"], strict=True))
        if key in looks
    ]
