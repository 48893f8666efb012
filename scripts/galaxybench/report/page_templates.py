"""Jinja templates of the pages, with the filters they use."""

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from galaxybench import formats
from galaxybench.report.citations import ARXIV, DOI


def environment() -> Environment:
    """Return the Jinja environment: it escapes text and rejects undefined names."""
    result = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    printed = ("percent", "bare_percent", "points", "number", "p_value", "duration")
    result.filters |= {name: getattr(formats, name) for name in printed}
    result.filters |= {"breakable": breakable, "linked": linked}
    return result


def breakable(name: str) -> Markup:
    """Allow line breaks after the underscores of a name."""
    return Markup(str(escape(name)).replace("_", "_<wbr>"))


def linked(text: str) -> Markup:
    """Turn the DOIs and arXiv ids of a citation into links."""
    patterns = ((DOI, "https://doi.org/"), (ARXIV, "https://arxiv.org/abs/"))
    marked = str(escape(text))
    for pattern, address in patterns:
        marked = re.sub(
            pattern, rf'<a href="{address}\1">\g<0></a>', marked, flags=re.IGNORECASE
        )
    return Markup(marked)  # escaped above
