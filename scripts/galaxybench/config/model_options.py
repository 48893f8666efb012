"""What the options of an architecture may be: JSON schemas, read without importing it.

The keyword arguments of `build` in `models/<architecture>.py` give name, type and
default of each option. Its range is in COMMON, or in the literal OPTIONS of the file:
`OPTIONS = {"width": {"minimum": 1, "maximum": 512}}`.
"""

from typing import Any

from jsonschema import Draft202012Validator

from galaxybench.config import declarations

COMMON = {
    "batch_norm_momentum": {"minimum": 0, "exclusiveMaximum": 1},
    "dropout": {"minimum": 0, "exclusiveMaximum": 1},
    "head": {"enum": ["average", "flatten"]},
}
"""Ranges of the options that several architectures have (see `models`)."""

_TYPES = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    list: {"type": "array"},
    dict: {"type": "object"},
}


def schemas(architecture: str) -> dict[str, dict[str, Any]]:
    """Return option → its JSON schema with type, range and default.

    An option whose default is None, and whose type OPTIONS does not give, may be
    anything.

    Raises:
        DeclarationError: `build` or OPTIONS is missing, wrong, or does not fit the
            other.
    """
    defaults = declarations.model_options(architecture)
    own = declarations.model_ranges(architecture)
    found = {}
    for option, default in defaults.items():
        limits = own.get(option, COMMON.get(option, {}))
        found[option] = {**_TYPES.get(type(default), {}), **limits, "default": default}
        if not Draft202012Validator(found[option]).is_valid(default):
            raise declarations.DeclarationError(
                f"models/{architecture}.py: OPTIONS refuses the default of build, "
                f"{option}={default!r}"
            )
    if unknown := sorted({*own} - {*defaults}):
        raise declarations.DeclarationError(
            f"models/{architecture}.py: OPTIONS has {', '.join(unknown)}, which build "
            f"does not take, allowed: {', '.join(defaults) or 'none'}"
        )
    return found
