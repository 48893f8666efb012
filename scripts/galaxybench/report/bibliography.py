"""The content of references.bib: the works that an experiment has to cite."""

import re
from typing import Any

import pandas as pd

from galaxybench.report.citations import (
    BACKENDS,
    RANKS,
    TESTS,
    file_of,
    identifiers,
    recipe_papers,
)
from galaxybench.report.provenance import architectures


def bibliography(
    runs: list[dict],
    splits: list[dict],
    statistics: list[str],
    explanations: list[str],
    software: dict[str, Any],
) -> str:
    """Return the BibTeX entries of everything that an experiment used, each once.

    A citation that is not BibTeX becomes a comment. `runs`, `splits` and `software` are
    the contents of run.json, split.json and CITATION.cff; `statistics`, from
    `statistics_of`, and `explanations` are names of papers.
    """
    backends = {run.get("backend") for run in runs}
    keras = ["keras"] if runs else []
    used = ["snakemake", *keras, *(b for b in BACKENDS if b in backends)]
    sections = {
        "Data": [split["provenance"].get("citation") for split in splits],
        "Architectures": [
            name
            for described in architectures(runs)
            for name in identifiers(described["about"])
        ],
        "Training": recipe_papers(run["recipe"] for run in runs),
        "Statistics": statistics,
        "Explanations": explanations,
        "Software": [_own(software), *used, "scikit_learn"],
    }
    known: set[str] = set()
    blocks = []
    for heading, named in sections.items():
        citations = dict.fromkeys(filter(None, named))
        if citations:
            blocks.append(f"% {heading}")
        for citation in citations:
            new = _found(citation)
            blocks += [block for key, block in new.items() if key not in known]
            known |= new.keys()
    return "\n\n".join(blocks) + "\n"


def statistics_of(table: pd.DataFrame, pairs: pd.DataFrame, ranked: bool) -> list[str]:
    """Return the names of the papers on the statistics that a page shows.

    `table` and `pairs` are metrics.csv and significance.csv; `ranked` is whether models
    are ranked over data sets.
    """
    shown = {
        "wilson": True,
        "f1_interval": True,
        "mean_interval": True,
        **{TESTS[name]: True for name in pairs["test"].unique()},
        "westfall_young": len(pairs) > 1 and set(pairs["test"]) != {"Nadeau-Bengio"},
        "rank_sets": len(pairs) > 1,
        "equivalence": len(pairs) > 0,
        "winner": len(pairs) > 0,
        "holm": len(pairs) > 0,
        "brier": table["brier"].notna().any(),
        "consistency": table["brier"].notna().any(),
        "temperature": table["temperature"].notna().any(),
        **dict.fromkeys(RANKS, ranked),
    }
    return [name for name, used in shown.items() if used]


def entries(text: str) -> dict[str, str]:
    """Split BibTeX into its entries: key -> entry.

    Raises:
        ValueError: if there is text outside an entry, an unbalanced brace, or a key
            twice.
    """
    found = {}
    for part in filter(None, re.split(r"(?m)^(?=@)", text.strip())):
        match = re.match(r"@\w+\{([^\s,{}]+),.*\}$", part.strip(), flags=re.DOTALL)
        if not match or part.count("{") != part.count("}") or match[1] in found:
            raise ValueError(f"no BibTeX entry with a unique key: {part!r}")
        found[match[1]] = part.strip()
    return found


def _found(citation: str) -> dict[str, str]:
    """Return the entries of a paper, by name, or of a BibTeX text; else a comment."""
    path = file_of(citation.strip())
    if "\n" not in citation and " " not in citation and path.exists():
        return entries(path.read_text(encoding="utf-8"))
    try:
        return entries(citation)
    except ValueError:
        lines = citation.strip().splitlines()
        return {f"% {citation}": "\n".join(f"% {line}" for line in lines)}


def _own(cff: dict[str, Any]) -> str:
    """Return the entry of galaxybench itself."""
    authors = (
        f"{{{author['name']}}}"
        if "name" in author
        else f"{author['family-names']}, {author['given-names']}"
        for author in cff["authors"]
    )
    fields = {
        "author": " and ".join(authors),
        "title": cff["title"],
        "year": str(cff["date-released"])[:4],
        "note": f"Version {cff['version']}",
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{galaxybench,\n{lines}\n}}"
