"""The page of an experiment: one HTML file that holds everything and loads nothing."""

from pathlib import Path

import pandas as pd

from galaxybench.comparison import data_amount, reproduction
from galaxybench.config.runs import KINDS
from galaxybench.images.simulated import is_simulated
from galaxybench.report import provenance
from galaxybench.report.page_ranks import page_ranks
from galaxybench.report.page_templates import environment
from galaxybench.report.provenance import made_of
from galaxybench.report.sections import TOPICS, comparisons


def render(
    *,
    experiment: str,
    title: str,
    command: str,
    table: pd.DataFrame,
    pairs: pd.DataFrame,
    overall: list[dict],
    ranks: list[dict],
    references: pd.DataFrame | None,
    citations: str,
    metrics: list[tuple[dict, dict]],
    train: list[tuple[dict, dict]],
    runs: list[dict],
    entries: list[dict],
    splits: list[tuple[dict, dict]],
    figures: list[tuple[dict, Path]],
    diagrams: dict[str, Path],
) -> str:
    """Make the page.

    Args:
        experiment: its name in the configuration.
        title: the page's heading.
        command: what a user types to make the page again.
        table: one row a run, as in metrics.csv.
        pairs: one row a pair of models, as in significance.csv.
        overall: the tests of all models together, as in significance.json.
        ranks: the models over several data sets, as in ranks.json; empty for one.
        references: what `reproduction.load` reads, if any study is compared with.
        citations: BibTeX of all that the experiment used.
        metrics: ({dataset, split, scheme, recipe, model, seed}, contents of its
            metrics.json) of every row of the table.
        train: the same with train_metrics.json, of the runs that have one.
        runs: the contents of the run.json files of the trainings.
        entries: those of the ensembles and of the predictions from outside.
        splits: ({dataset, split, scheme}, contents of its split.json), all instances.
        figures: ({dataset, scheme, figure}, PNG file).
        diagrams: scheme → PNG file of the ranks, where they were not refused.

    Returns:
        The HTML.
    """
    pages = environment()
    pages.filters |= {
        "part": data_amount.part,
        "division": provenance.division,
        "made_of": made_of,
    }
    differing, differences = provenance.recipe_differences(runs)
    return pages.get_template("report.html.j2").render(
        experiment=experiment,
        title=title,
        command=command,
        simulated=sorted(
            {n["dataset"] for n, s in splits if is_simulated(s["provenance"])}
        ),
        runs=len(runs),
        untrained=KINDS,
        topics=TOPICS,
        comparisons=comparisons(
            table, pairs, overall, metrics, train, entries, splits, figures
        ),
        ranks=page_ranks(ranks, diagrams),
        amounts=_amounts(table, splits),
        reported=[] if references is None else reproduction.tables(references),
        trouble=table[table["status"] != "ok"].to_dict("records"),
        facts=provenance.facts(runs),
        faster=provenance.faster(runs),
        commit=provenance.commit(runs),
        recipes=provenance.recipes(runs),
        differing=differing,
        differences=differences,
        architectures=provenance.architectures(runs),
        sources=_sources(splits),
        citations=citations,
    )


def _amounts(table: pd.DataFrame, splits: list[tuple[dict, dict]]) -> list[dict]:
    """Gather the comparisons over the number of training images."""
    return [
        {
            "dataset": dataset,
            "scheme": scheme,
            "sentences": data_amount.sentences(rows),
            "rows": rows.to_dict("records"),
            "several_recipes": rows["recipe"].nunique() > 1,
        }
        for (dataset, scheme), rows in data_amount.amounts(table, splits).items()
    ]


def _sources(splits: list[tuple[dict, dict]]) -> list[dict]:
    """List the provenance of every data set once, without its citation."""
    result = {}
    for names, split in splits:
        known = dict(split["provenance"])
        known.pop("citation", None)
        result[names["dataset"]] = {"dataset": names["dataset"], "known": known}
    return list(result.values())
