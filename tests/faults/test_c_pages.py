"""A user's text is text on the page, in the tables and in the files of numbers."""

import csv
import re
import shlex
from functools import partial

import html5lib
import pandas as pd
import pytest
from markdown_it import MarkdownIt

from galaxybench.comparison.reproduction import load
from galaxybench.report.side_by_side import Side, render
from galaxybench.report.table_formats import latex, markdown
from galaxybench.report.tables import Table
from galaxybench.spreadsheets import restored
from tests.helpers.fake_runs import FakeExperiment

CLASSES = [
    "=HYPERLINK(\"https://x.y\",'z')",
    "</td><script>alert(1)</script><b title='x'>",
    "{{ 7 * 7 }} {% raw %} &lt; &",
    "| a | `b` $x_$ **c** [d](e) ~f~ #1 @g",
    "\\input{/etc/passwd} %--''^_{}",
    "-1",
    "星系 مجرة 😀",
]
TITLE = "'\"><img src=x onerror=alert(1)> $5\nsecond line"
NOTE = "<i>=1+1</i> arXiv:2601.01234\"'><script>"
CONFIG = ("it's; rm -rf ~/$HOME `id`.yaml", "-n.yaml")


@pytest.fixture(scope="module")
def fake(tmp_path_factory):
    """An experiment with these names: scored, drawn, tabulated and reported."""
    made = FakeExperiment(
        tmp_path_factory.mktemp("fake"),
        {"lenet5": 1.5, "dense": 0.5},
        classes=CLASSES,
        references=[
            {
                "experiment": "fake", "dataset": "galaxies", "model": model,
                "metric": "test_accuracy", "value": "88.0", "recipe": "",
                "source": source, "note": note,
            }
            for model, source, note in (("lenet5", "=1+1", NOTE), ("dense", "NA", "-"))
        ],
    )  # fmt: skip
    made.title, made.configfiles = TITLE, CONFIG
    for step in ("score", "plot", "tables", "record", "report"):
        getattr(made, step)()
    return made


def parsed(path_or_text):
    text = path_or_text if isinstance(path_or_text, str) else path_or_text.read_text()
    return html5lib.parse(text, namespaceHTMLElements=False)


def said(element) -> str:
    return "".join(element.itertext())


@pytest.fixture(scope="module")
def page(fake):
    return parsed(fake.result("report.html"))


def test_the_page_has_no_element_of_a_name(page):
    assert len(page.findall(".//script")) == 1
    for tag in ("i", "b"):
        assert page.findall(f".//{tag}") == []
    assert all(image.get("src").startswith("data:") for image in page.iter("img"))
    assert not [e.tag for e in page.iter() for key in e.keys() if key.startswith("on")]  # noqa: SIM118


@pytest.mark.parametrize("name", CLASSES)
def test_the_page_shows_a_class_as_it_is(page, name):
    cells = [said(cell) for cell in page.iter("th") if cell.get("scope") == "row"]
    assert name in cells


def test_title_and_source_are_shown_as_they_are(page):
    assert said(page.find(".//title")) == said(page.find(".//h1")) == TITLE
    items = [said(item) for item in page.iter("li")]
    assert any(NOTE in item for item in items)


def test_the_command_on_the_page_is_what_was_called(page):
    [command] = [
        said(block) for block in page.iter("pre") if "--configfile" in said(block)
    ]
    words = shlex.split(command[command.index("snakemake") :])
    assert words[-3:] == ["--configfile", *CONFIG]


def test_a_page_of_two_experiments_shows_their_names_as_they_are(fake):
    names = "<b>old</b> & \"'", 'new">{{ 1 }}'
    record = {"runs": [], "splits": []}
    table, answers = (
        pd.read_csv(fake.result(name)) for name in ("metrics.csv", "answers.csv")
    )
    sides = [Side(name, table, record, answers) for name in names]
    page = parsed(render(*sides))
    assert said(page.find(".//h1")) == " and ".join(names)
    assert page.findall(".//b") == []


@pytest.mark.parametrize("figure", ["classes", "confusion", "misclassified", "samples"])
def test_no_cell_of_the_numbers_is_a_formula(fake, figure):
    with fake.figure_file(figure, "csv").open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    for cell in cells:
        assert not re.match("[=+@\t\r\n]", cell)
        assert not cell.startswith("-") or float(cell) < 0
    shown = {restored(cell) for cell in cells}
    assert len(shown & {*CLASSES}) > 2
    assert figure == "misclassified" or {*CLASSES} <= shown


def test_the_references_come_back_as_they_were(fake):
    text = fake.result("references.csv").read_text()
    assert ",'=1+1," in text
    table = load(fake.result("references.csv"))
    assert table[["source", "note"]].values.tolist() == [["=1+1", NOTE], ["NA", "-"]]
    assert table["difference"].notna().all()


def rendered(text: str) -> list[str]:
    page = parsed(MarkdownIt("commonmark").enable("table").render(text))
    return [said(cell) for cell in page.iter("td")]


def test_markdown_shows_every_name_as_it_is(fake):
    shown = rendered(fake.result("tables/classes.md").read_text())
    assert {*CLASSES} <= {*shown}


PRINTED = [
    ("a\n\n| b |\r\nc", r"a | b | c", r"a \textbar{} b \textbar{} c"),
    ("[O III]", "[O III]", "{[}O III{]}"),
    ("$x_$", "$x_$", r"\$x\_\$"),
    ("a--b ''c'' ,,", "a--b ''c'' ,,", "a-{}-b '{}'c'{}' ,{},"),
    ('"a `b`', '"a `b`', r"\symbol{34}a \textasciigrave{}b\textasciigrave{}"),
    ("\\^~#%&{}", "\\^~#%&{}", r"\textbackslash{}\textasciicircum{}"
     r"\textasciitilde{}\#\%\&\{\}"),
    ("&lt; <b>", "&lt; <b>", r"\&lt; $<$b$>$"),
    ("x@y", "x@y", "x@y"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "in_markdown", "in_latex"), PRINTED)
def test_a_table_prints_any_name_in_one_row(name, in_markdown, in_latex):
    cells = pd.DataFrame({"model": [name, "b"], name: ["1", "2"]})
    table = Table(name, cells, {}, ("model",))
    printed = map(partial(markdown, table), ["label"])
    assert rendered(next(printed)) == [in_markdown, "1", "b", "2"]
    text = latex(table, "label")
    assert f"\n{in_latex} & 1 \\\\\n" in text and f"\\caption{{{in_latex}}}" in text
