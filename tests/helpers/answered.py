"""The answer in words, of planted tables."""

import pandas as pd

from galaxybench.comparison.significance import COLUMNS
from galaxybench.report.answer import answer as answer_of


def summary(*rows):
    """Rows of (model, accuracy, half-width, runs), best first."""
    return pd.DataFrame(
        [
            {
                "model": model,
                "recipe": "baseline",
                "accuracy": accuracy,
                "accuracy_low": accuracy - half,
                "accuracy_high": accuracy + half,
                "accuracy_min": accuracy - 0.01,
                "accuracy_max": accuracy + 0.01,
                "majority_baseline": 0.3,
                "test_images": 2000,
                "runs": runs,
                "seeds": runs,
                "splits": 1,
                "not_ok": 0,
                "reason": "",
                "improving": 0,
                "accuracy_trained": accuracy,
                **{"rank_low": rank, "rank_high": len(rows), "leads": 0.6 / rank},
            }
            for rank, (model, accuracy, half, runs) in enumerate(rows, 1)
        ]
    )


def paired(rows, p, needed=None, seeds=None, test="crossed t"):
    """Pairs of all rows: p for those with the first, in order; the rest at 0.5."""
    keys = list(zip(rows["recipe"], rows["model"], rows["accuracy"], strict=True))
    found = []
    for n, a in enumerate(keys):
        for m, b in enumerate(keys[n + 1 :]):
            p_pair = p[m] if n == 0 else 0.5
            pair = dict.fromkeys(COLUMNS) | {
                **{"recipe_a": a[0], "model_a": a[1], "accuracy_a": a[2]},
                **{"recipe_b": b[0], "model_b": b[1], "accuracy_b": b[2]},
                **{"difference": a[2] - b[2], "test": test, "p_adjusted": p_pair},
                **{"images_needed": needed, "seeds_needed": seeds},
            }
            found.append(pair)
    return pd.DataFrame(found, columns=COLUMNS)


def answer(rows, p=(), missing=(), **more):
    p = list(p) or [0.5] * (len(rows) - 1)
    return answer_of(rows, paired(rows, p, **more), missing)


def plain(result):
    return " ".join([result["best"], *result["more"]]).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def gone(model, seed=0, recipe="baseline"):
    return {"recipe": recipe, "model": model, "seed": seed}
