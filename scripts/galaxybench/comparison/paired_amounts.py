"""Is a model as good with fewer training images? On the same test images, paired.

Of one model, every smaller number of training images is compared with all of them. It
is as good if it is surely not worse by the margin: a one-sided test at 5 %. One begins
with most images and stops at the first number that is not as good, so that all steps
together keep the level of one (Hsu, Berger 1999, Journal of the American Statistical
Association 94, 468).
"""

import numpy as np
import pandas as pd
from scipy import stats

from galaxybench.comparison import crossed, folds
from galaxybench.comparison.scatter import DIGITS, LEVEL, scatter
from galaxybench.comparison.significance import Answers
from galaxybench.config.runs import KINDS, data_amounts
from galaxybench.evaluation.rows import Key, Place

COLUMNS = [
    *("dataset", "scheme", "full", "recipe", "model", "margin", "same_images"),
    *("difference", "low_90", "high_90", "p", "as_good"),
]


def paired_amounts(
    answers: dict[Place, Answers],
    groups: dict[tuple[str, str], np.ndarray],
    sizes: dict[tuple[str, str], tuple[int, int]],
    options: dict[Place, dict],
    margin: float,
) -> pd.DataFrame:
    """Compare the split schemes that differ only in the number of training images.

    Args:
        answers: as for `significance.compare`.
        groups: the same.
        sizes: the same.
        options: the options of the first split instance of each scheme.
        margin: as for `significance.compare`.

    Returns:
        The content of data_amounts.csv: COLUMNS, one row per model, recipe and scheme
        with fewer images than `full`, of models with a run on every split of both. The
        difference in accuracy is that from `full`, with its 90 % interval; `p` is that
        of the one-sided test, and as_good is whether it is below 5 %, here and for
        every larger number. Where the test images differ, there is no test: all these
        are missing.
    """
    rows = []
    for dataset in dict.fromkeys(place.dataset for place in answers):
        schemes = {p.scheme: own for p, own in options.items() if p.dataset == dataset}
        for full, members in data_amounts(schemes).items():
            here = {scheme: answers.get(Place(dataset, scheme)) for scheme in members}
            whole = here.pop(full)
            if whole is None:
                continue
            own = [
                [each[dataset, split] for split in whole.splits()]
                for each in (groups, sizes)
            ]
            for key in whole.complete():
                if key[0] not in KINDS:
                    found = _compared(key, whole, here, *own, margin)
                    names = dict(zip(("recipe", "model"), key, strict=True))
                    known = {"dataset": dataset, "full": full, "margin": margin}
                    rows += [known | names | row for row in found]
    return pd.DataFrame(rows, columns=COLUMNS)


def _compared(
    key: Key,
    whole: Answers,
    parts: dict[str, Answers | None],
    groups: list[np.ndarray],
    sizes: list[tuple[int, int]],
    margin: float,
) -> list[dict]:
    """Compare the parts of one model with the whole; groups and sizes are by split."""
    known = {s: part for s, part in parts.items() if part and key in part.complete()}
    alike = {s: part for s, part in known.items() if part.same_images(whole)}
    rows = [{"scheme": s, "same_images": False} for s in known if s not in alike]
    if not alike:
        return rows
    right = [each.by_split(key) for each in (whole, *alike.values())]
    of = scatter(right, groups)
    if len(groups) > 1:
        # The whole is what folds share most of.
        accuracies = np.array([[own.mean() for own in each] for each in right])
        tested = folds.compare_pairs(accuracies, sizes, of)
    else:
        tested = crossed.compare_pairs(of)
    as_good = True
    # The first pairs are those with the whole; the last scheme has most images.
    for n, scheme in reversed([*enumerate(alike)]):
        difference, error = -tested.difference[n], tested.error[n]
        half = stats.t.isf(LEVEL, tested.freedom[n]) * error
        p = stats.t.sf((difference + margin) / error, tested.freedom[n])
        as_good = bool(as_good and p < LEVEL)
        rows.append(
            {
                "scheme": scheme,
                "same_images": True,
                "difference": difference.round(DIGITS),
                "low_90": (difference - half).round(DIGITS),
                "high_90": (difference + half).round(DIGITS),
                "p": p,
                "as_good": as_good,
            }
        )
    return rows
