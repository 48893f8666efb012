"""Print a table for papers as Markdown or as LaTeX."""

import re
import textwrap
from collections.abc import Callable

import numpy as np
import pandas as pd

from galaxybench.report.tables import Table

LONG = 40
"""LaTeX tables with more rows than this may break across pages."""
HEADING = 12
"""Letters per line of a column's heading in LaTeX."""
FLOAT = "\\begin{table}\n\\centering\n\\footnotesize\n\\tabcolsep4pt\n"
LATEX = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_{}"}
    | {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "|": r"\textbar{}",
        "`": r"\textasciigrave{}",
        '"': r"\symbol{34}",  # some languages give it a meaning
        "[": "{[}",  # after a line's end, it would be an option
        "]": "{]}",
        "<": "$<$",
        ">": "$>$",
        "\N{MINUS SIGN}": "$-$",
        "\N{EN DASH}": "--",
        "\N{NO-BREAK SPACE}": "~",
    }
)
LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=,)(?=,)")
"""Between letters that LaTeX would join to one."""
MARKDOWN = str.maketrans(
    {character: f"\\{character}" for character in "\\`*_[]<>|#~&$@^"}
)


def markdown(table: Table, label: str) -> str:
    """Print a table in the Markdown of GitHub and Pandoc; links point to the label."""
    rules = [":--" if name in table.words else "--:" for name in table.cells]
    rows = _printed(table, _plain_markdown, "**{}**")
    heading = [_plain_markdown(name) for name in table.cells]
    lines = [f"| {' | '.join(row)} |" for row in (heading, rules, *rows)]
    caption = _plain_markdown(table.caption)
    return "\n".join([f'<a id="{label}"></a>', "", caption, "", *lines, ""])


def latex(table: Table, label: str) -> str:
    r"""Print a table for \input; its first line names the LaTeX packages it needs.

    For \ref, `tab:` stands before the label.
    """
    names = list(table.cells)
    rows = _printed(table, _plain_latex, r"\textbf{{{}}}")
    long = len(rows) > LONG
    text = pd.DataFrame(rows, columns=map(_heading, names)).to_latex(
        index=False,
        escape=False,
        column_format="".join("l" if n in table.words else "r" for n in names),
        caption=_plain_latex(table.caption),
        label=f"tab:{label}",
        longtable=long,
    )
    text = text.replace("\\begin{table}\n", FLOAT)
    needed = "booktabs, longtable" if long else "booktabs"
    return f"% \\usepackage{{{needed}}}\n{text}"


def _printed(table: Table, escape: Callable[[str], str], bold: str) -> list[list[str]]:
    cells = table.cells.map(escape)
    for name, best in table.best.items():
        cells[name] = cells[name].where(
            ~np.array(best, bool), cells[name].map(bold.format)
        )
    return cells.to_numpy().tolist()


def _heading(name: str) -> str:
    """Break a long heading into lines, since columns of numbers are narrow."""
    lines = [_plain_latex(line) for line in textwrap.wrap(name, HEADING)]
    stacked = r" \\ ".join(lines)
    return rf"\shortstack{{{stacked}}}" if lines[1:] else stacked


def _plain_latex(text: str) -> str:
    return "{}".join(part.translate(LATEX) for part in LIGATURES.split(_line(text)))


def _plain_markdown(text: str) -> str:
    return _line(text).translate(MARKDOWN)


def _line(text: str) -> str:
    """Put a text on one line: a blank line would end a table."""
    return re.sub(r"[\t\n\r\v\f\x85\u2028\u2029]+", " ", text)


FORMATS = {"md": markdown, "tex": latex}
"""File name ending -> function that prints a table."""
