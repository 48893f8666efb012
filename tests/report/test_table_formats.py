import re
import shutil
import subprocess

import pandas as pd
import pytest

from galaxybench.report.table_formats import LONG, latex, markdown
from galaxybench.report.tables import Table

NAME = "a_b & 5% {x} #1 $2 ~ ^ \\ | <y> *z*"


def table(rows: int = 2) -> Table:
    cells = pd.DataFrame(
        {"model": [NAME] * rows, "accuracy, %": ["\N{MINUS SIGN}1.0"] * rows}
    )
    best = {"accuracy, %": ([True] + [False] * rows)[:rows]}
    return Table("Of 100 % of a_b", cells, best, ("model",))


def test_markdown_has_a_row_a_row_and_escapes_what_it_would_take_for_markup():
    text = markdown(table(), "t")
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert lines[0] == "| model | accuracy, % |" and lines[1] == "| :-- | --: |"
    assert len(lines) == 4
    assert r"a\_b" in lines[2] and r"\| \<y\> \*z\*" in lines[2]
    assert len(re.findall(r"(?<!\\)\|", lines[2])) == 3
    assert "| **\N{MINUS SIGN}1.0** |" in lines[2] and "**" not in lines[3]


def test_latex_has_rules_caption_label_and_bold():
    text = latex(table(), "exp-data-models")
    for part in (r"\toprule", r"\midrule", r"\bottomrule", r"\begin{tabular}{lr}",
                 r"\caption{Of 100 \% of a\_b}", r"\label{tab:exp-data-models}",
                 r"\textbf{$-$1.0}"):  # fmt: skip
        assert text.count(part) == 1, part


def test_a_long_table_goes_over_pages():
    assert r"\begin{longtable}" in latex(table(LONG + 1), "t")
    assert r"\begin{longtable}" not in latex(table(LONG), "t")


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
@pytest.mark.parametrize("rows", [0, 2, LONG + 1])
def test_latex_compiles(tmp_path, rows):
    body = latex(table(rows), "t")
    (tmp_path / "t.tex").write_text(
        "\\documentclass{article}\\usepackage{booktabs,longtable}"
        f"\\begin{{document}}\n{body}\n\\end{{document}}\n"
    )
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]
