"""Every figure, with names that a test chooses for all that a user can name."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from galaxybench.comparison.ranks import ranked
from galaxybench.evaluation.metrics import rates
from galaxybench.evaluation.rows import Row
from galaxybench.evaluation.votes import COLUMNS
from galaxybench.figures import (
    accuracy,
    all_fail,
    augmentation,
    classes,
    confused,
    confusion,
    contact_sheet,
    cost,
    data_amount,
    gradcam,
    learning_curves,
    likely_wrong,
    misclassified,
    pixel_values,
    ranks,
    reliability,
    samples,
    sky_map,
    slices,
)
from galaxybench.preparation.pixel_survey import Band
from tests.helpers.figure_setup import curves, images, predictions, table
from tests.helpers.made_rows import made_row
from tests.helpers.ranked_models import columns
from tests.helpers.sliced import sliced

TURNED = {"flip": [], "quarter_turns": True, "rotation": 0.0, "zoom": 0.0}


def figures(names: list[str], models: list[str]) -> dict[str, Callable[[], Figure]]:
    """Every module of figures -> a function that draws it.

    `names` are ten texts for all that may have any name: classes, files, paths.
    `models` are four texts for what only letters, digits and _ may name: models,
    recipes, data sets and splits.
    """
    known = {"simulated": True}
    titled = {"title": f"{models[0]}, split {models[1]}", **known}
    labels, cube = np.repeat(np.arange(10), 4), images()
    found = predictions()
    scored = rates(found[["label", "predicted"]], names)
    matrix = {"classes": names, "confusion": (np.eye(10, dtype=int) * 7 + 1).tolist()}
    calibrated = {"temperature": 2.0, "ece": 0.1, "ece_scaled": 0.05}
    metrics = table(_rows(models)).assign(**dict.fromkeys(cost.COSTS, 10.0))
    votes = pd.DataFrame(
        [("holdout", n, n, (n + 1) % 10, 4, 0.75, 0.5) for n in range(10)],
        columns=COLUMNS,
    )
    named = votes.assign(
        label=names, predicted=names, source_index=range(10), file=names
    )
    maps = {
        "index": np.arange(8),
        "label": np.arange(8),
        "predicted": np.arange(8) + 1,
        "probability": np.full(8, 0.9),
        "maps": np.full((8, 2, 16, 16), 255, np.uint8),
        "layer": np.array("last, 5×5"),
    }
    unexplained = maps | {"layer": "", "maps": np.empty((0, 2, 16, 16), np.uint8)}
    ranking = {"scheme": models[0], "datasets": ["d"] * 8, "refused": None}
    ranking |= ranked(columns(models, np.random.default_rng(0).random((8, 4))))
    pair = {"label": 0, "predicted": 2, "of_label": 0.25, "of_errors": 0.6}
    errors = misclassified.most_confident(_rows(models, predictions=found))
    amounts = metrics.assign(
        train_images=[50, 100] * 3, fraction=0.5, runs=1, as_good=True
    )
    band = Band(
        *(0.0, 9.0, 4.0, (0.0, 1.0, 4.0, 8.0, 9.0)),
        *((0.0, 9.0), (0.1, 0.1), 0, np.arange(11.0), np.full(10, 7)),
    )
    return {
        "accuracy": lambda: accuracy.draw(metrics, **known),
        "all_fail": lambda: all_fail.draw(
            named, {"holdout": cube}, count="no image", **titled
        ),
        "augmentation": lambda: augmentation.draw(
            cube, labels, names, {models[0]: TURNED}, **titled
        ),
        "classes": lambda: classes.draw(_rows(models, metrics=scored), **known),
        "confused": lambda: confused.draw(
            [(pair, votes), (pair | {"label": 3, "predicted": 4}, votes)],
            *({"holdout": cube}, names),
            **titled,
        ),
        "confusion": lambda: confusion.draw(_rows(models, metrics=matrix), **known),
        "contact_sheet": lambda: contact_sheet.draw(
            contact_sheet.Classified(
                model=f"{names[0]}.keras",
                images=f"/data/{names[1]}",
                names=names,
                predicted=np.arange(10),
                classes=names,
                probability=np.linspace(0.5, 1, 10, dtype=np.float32),
                refused=1,
                simulated=True,
                read=lambda row: cube[row],
            )
        ),
        "cost": lambda: cost.draw(metrics, **known),
        "data_amount": lambda: data_amount.draw(amounts, **known),
        "gradcam": lambda: gradcam.draw(
            {(models[0], models[1]): maps, (models[0], models[2]): unexplained},
            *(cube, names),
            **titled,
        ),
        "learning_curves": lambda: learning_curves.draw(
            _rows(models, **curves()), **known
        ),
        "likely_wrong": lambda: likely_wrong.draw(
            named.rename(columns={"label": "given", "predicted": "suggested"}).assign(
                part="test", quality=0.01
            ),
            {("holdout", "test"): cube},
            **titled,
        ),
        "misclassified": lambda: misclassified.draw(
            errors, {models[1]: cube}, names, **titled
        ),
        "pixel_values": lambda: pixel_values.draw([band] * len(names), names, **known),
        "ranks": lambda: ranks.draw(ranking, **known),
        "reliability": lambda: reliability.draw(
            _rows(models, metrics=calibrated, predictions=found), **known
        ),
        "slices": lambda: slices.draw(
            sliced(models[:3], [f"{name} = 1" for name in names]).assign(
                column=names[0], dataset=models[0], scheme=models[1]
            ),
            **known,
        ),
        "sky_map": lambda: sky_map.draw(
            *(np.arange(4.0), np.arange(4.0), np.arange(4)),
            [*names[:3], names[9]],
            **known,
        ),
        "samples": lambda: samples.draw(cube, labels, names, **titled),
    }


def _rows(models: list[str], **contents: object) -> list[Row]:
    return [
        made_row(model, seed, models[1], models[2], models[0], **contents)
        for model in models[:3]
        for seed in (0, 1)
    ]
