"""What the page says of the models over several data sets."""

from pathlib import Path

from galaxybench.comparison.ranks import row_names
from galaxybench.report.rank_words import words
from galaxybench.report.sections import embedded


def page_ranks(ranks: list[dict], diagrams: dict[str, Path]) -> list[dict]:
    """Gather what belongs to each split scheme.

    Args:
        ranks: the content of ranks.json.
        diagrams: scheme → PNG file of the ranks, where they were not refused.

    Returns:
        Each ranking with its `words` and, where models are ranked, the `names` of its
        rows and the embedded `diagram`.
    """
    return [
        {**ranking, "words": words(ranking)}
        if ranking["refused"]
        else {
            **ranking,
            "words": words(ranking),
            "names": row_names(ranking["rows"]),
            "diagram": embedded(diagrams[ranking["scheme"]]),
        }
        for ranking in ranks
    ]
