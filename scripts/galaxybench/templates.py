"""The environment in which pages are made from their templates."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from galaxybench.formats import (
    bare_percent,
    breakable,
    duration,
    linked,
    number,
    percent,
    points,
    probability,
)


def environment() -> Environment:
    """Templates of this folder, text escaped, with the filters of `formats`."""
    result = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    result.filters |= {
        "percent": percent,
        "bare_percent": bare_percent,
        "points": points,
        "breakable": breakable,
        "number": number,
        "probability": probability,
        "duration": duration,
        "linked": linked,
    }
    return result
