"""Every paper that may be cited has its entry, and every entry is cited."""

import re

import pytest

from galaxybench.config import declarations
from galaxybench.report import citations
from galaxybench.report.bibliography import entries

REQUIRED = {
    "article": {"author", "title", "journal", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "phdthesis": {"author", "title", "school", "year"},
    "techreport": {"author", "title", "institution", "year"},
    "book": {"author", "title", "publisher", "year"},
    "misc": {"author", "title", "year"},
}


def papers_of(name: str) -> list[str]:
    return citations.identifiers(declarations.model_about(name))


def fields(entry: str) -> tuple[str, set[str]]:
    kind = entry[1:].split("{")[0]
    return kind, {part.split("=")[0].split()[-1] for part in entry.split(" = {")[:-1]}


@pytest.mark.parametrize("name", declarations.models())
def test_every_architecture_with_a_paper_has_its_entry(name):
    about = declarations.model_about(name)
    assert bool(papers_of(name)) != ("No paper" in about)
    for paper in papers_of(name):
        (entry,) = entries(citations.file_of(paper).read_text()).values()
        assert f"{{{paper}}}" in entry


@pytest.mark.parametrize("name", citations.METHODS)
def test_every_method_has_its_entry(name):
    assert len(entries(citations.file_of(name).read_text())) == 1


def test_entries_have_what_bibtex_asks_for_and_every_key_is_of_one_work():
    texts = [path.read_text() for path in citations.PAPERS.iterdir()]
    keys = [key for text in texts for key in entries(text)]
    assert len(keys) == len(set(keys))
    cited = [declarations.source(name).citation for name in declarations.sources()]
    titles: dict[str, str] = {}
    for text in texts + [text for text in cited if text.startswith("@")]:
        for key, entry in entries(text).items():
            kind, names = fields(entry)
            assert names >= REQUIRED[kind], key
            title = " ".join(re.search(r"title = (.*?)},\n", entry, re.S)[1].split())
            assert titles.setdefault(key, title) == title


def test_every_paper_is_cited_somewhere():
    named = {name for model in declarations.models() for name in papers_of(model)}
    used = {citations.file_of(name) for name in named.union(citations.METHODS)}
    assert used == set(citations.PAPERS.iterdir())
