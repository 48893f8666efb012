"""The page of one experiment: a self-contained HTML file."""

from pathlib import Path

import pandas as pd

from galaxybench.comparison import reproduction
from galaxybench.comparison.data_amount import amounts
from galaxybench.comparison.ranks import row_names
from galaxybench.config.runs import KINDS
from galaxybench.images.simulated import is_simulated
from galaxybench.report import data_amount_words, leak_words, provenance, rank_words
from galaxybench.report.page_figures import TOPICS, embedded
from galaxybench.report.page_templates import environment
from galaxybench.report.sections import Results, comparisons, numbered


def render(
    experiment: str,
    results: Results,
    *,
    title: str,
    command: str,
    figures: list[tuple[dict, Path]],
    diagrams: dict[str, Path],
    missing: dict[str, list[dict]],
) -> str:
    """Return the page as HTML.

    `command` is the command line that makes it again, `figures` are ({dataset, scheme,
    figure}, PNG file), and `diagrams` are scheme -> PNG file of the ranks, where the
    models are ranked. `missing` are the "rows" and "figures" that failed, with `why`
    and `log`.
    """
    table, splits, references = results.table, results.splits, results.references
    runs = [row.description for row in results.rows if row.trained]
    differing, differences = provenance.recipe_differences(runs)
    pages = environment()
    pages.filters |= {
        "part": data_amount_words.part,
        "division": provenance.division,
        "leaks": leak_words.leaks,
        "made_of": provenance.made_of,
    }
    return pages.get_template("report.html.j2").render(
        experiment=experiment,
        title=title,
        command=command,
        untrained=KINDS,
        topics=TOPICS,
        comparisons=comparisons(results, figures, missing["rows"]),
        missing=missing,
        gone=sum(row["recipe"] not in KINDS for row in missing["rows"]),
        ranks=[_ranking(ranking, diagrams) for ranking in results.ranks],
        citations=results.citations,
        simulated=sorted(
            {n["dataset"] for n, s in splits if is_simulated(s["provenance"])}
        ),
        amounts=_amounts(amounts(table, splits, results.amounts, results.ranking)),
        reported=[] if references is None else reproduction.tables(references),
        trouble=[row for row in numbered(table) if row["status"] != "ok"],
        sources=_sources(splits),
        runs=len(runs),
        facts=provenance.facts(runs),
        faster=provenance.faster(runs),
        commit=provenance.commit(runs),
        recipes=provenance.recipes(runs),
        differing=differing,
        differences=differences,
        architectures=provenance.architectures(runs),
    )


def _ranking(ranking: dict, diagrams: dict[str, Path]) -> dict:
    """Add to an item of ranks.json its words and, if ranked, names and diagram."""
    ranking = ranking | {"words": rank_words.words(ranking)}
    if ranking["refused"]:
        return ranking
    return ranking | {
        "names": row_names(ranking["rows"]),
        "diagram": embedded(diagrams[ranking["scheme"]]),
    }


def _amounts(found: dict[tuple[str, str], pd.DataFrame]) -> list[dict]:
    """Gather the comparisons over the number of training images."""
    return [
        {
            "dataset": dataset,
            "scheme": scheme,
            "sentences": data_amount_words.sentences(rows),
            "rows": rows.to_dict("records"),
            "several_recipes": rows["recipe"].nunique() > 1,
        }
        for (dataset, scheme), rows in found.items()
    ]


def _sources(splits: list[tuple[dict, dict]]) -> list[dict]:
    """List the provenance of every data set once, without its citation."""
    known = {names["dataset"]: split["provenance"] for names, split in splits}
    return [
        {"dataset": name, "known": {k: v for k, v in of.items() if k != "citation"}}
        for name, of in known.items()
    ]
