"""Messages about mistakes in the config: the key, its value, and what is allowed."""

import difflib
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from jsonschema import ValidationError

from galaxybench.config.class_names import listed
from galaxybench.config.schema import NAMED, types
from galaxybench.logins import hidden, hidden_in

NAME_RULE = "lower-case letters, digits and _, a letter first, at most 50 of them"


MOST_AVAILABLE = 100
"""Most names that a message about a wrong one lists."""


class ConfigError(ValueError):
    """The config has mistakes; the message lists every one."""

    @classmethod
    def of(cls, messages: Iterable[str]) -> "ConfigError":
        """Return the error that lists these messages, each once, without passwords."""
        shown = (_printable(hidden_in(message)) for message in messages)
        lines = list(dict.fromkeys(shown))
        heading = f"{len(lines)} mistake{'s' if len(lines) > 1 else ''} in the config:"
        return cls("\n".join([heading, *(f"  {line}" for line in lines)]))


def _printable(line: str) -> str:
    """Write line breaks, and characters that a terminal cannot show, as escapes."""
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode()
        for each in line
    )


def located(message: str, places: Mapping[str, object]) -> str:
    """Add to `key: text` where the key is written, or the nearest key above it."""
    key = message.partition(": ")[0]
    while key:
        if key in places:
            return f"{message} ({places[key]})"
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return message


def key_path(keys: Iterable[str | int]) -> str:
    """Write a path of keys and indices like `experiments.demo.models[1]`."""
    text = ""
    for key in keys:
        text += f"[{key}]" if isinstance(key, int) else f".{hidden(key)}"
    return text.removeprefix(".") or "config"


def show(value: object) -> str:
    """Write a value as in YAML, at most 60 characters, without any password."""
    if isinstance(value, str):
        text = f"'{hidden(value)}'"
    else:
        text = hidden(json.dumps(value, default=str))
    return text if len(text) <= 60 else text[:57] + "..."


def unknown(kind: str, name: str, available: Iterable[str]) -> str:
    """Say that a name does not exist, and list the nearest names."""
    return f"unknown {kind} {show(name)}{nearest(name, available)}"


def nearest(name: str, available: Iterable[str], label: str = "available") -> str:
    """Return the end of a message about a wrong name: the nearest and all names."""
    names = sorted(available)
    available = listed(names, MOST_AVAILABLE) or "none"
    return f"{_did_you_mean(name, names)} ({label}: {available})"


def no_effect(where: str, setting: str, reason: str, kind: str) -> str:
    """Say that a key has no effect with another setting of the same entry."""
    # Another file: config/config.yaml, say, which the user does not want to edit.
    return (
        f"{where}: has no effect with {setting} ({reason}): remove it, or, if another "
        f"file sets it, give your {kind} a new name"
    )


def allowed(schema: dict[str, Any]) -> str:
    """Describe which values a schema allows."""
    if "enum" in schema:
        return "one of " + ", ".join(
            item if isinstance(item, str) else show(item) for item in schema["enum"]
        )
    if "anyOf" in schema or "oneOf" in schema:
        return " or ".join(map(allowed, schema.get("anyOf") or schema["oneOf"]))
    items = schema.get("items")
    entries = f" (each entry: {allowed(items)})" if items is not None else ""
    words = {
        "string": "text" + (", not empty" if schema.get("minLength") else ""),
        "boolean": "true or false",
        "null": "null",
        "object": "a map",
        "integer": "an integer" + _bounds(schema),
        "number": "a number" + _bounds(schema),
        "array": "a list" + entries,
    }
    return " or ".join(words[kind] for kind in types(schema)) or "anything"


def describe(error: ValidationError) -> list[str]:
    """Turn one error of jsonschema into messages, one per mistake."""
    where = list(error.absolute_path)
    value, schema = error.instance, error.schema
    match error.validator:
        case "additionalProperties":
            known = schema.get("properties", {})
            texts = {
                key: f"got the name '{key}', allowed: {NAME_RULE}"
                if len(where) == 1 and where[0] in NAMED
                else f"unknown key{nearest(key, known, 'allowed')}"
                for key in value
                if key not in known
            }
            return [f"{key_path([*where, key])}: {texts[key]}" for key in texts]
        case "required":
            known = schema["properties"]
            return [
                f"{key_path([*where, key])}: missing, needed: {allowed(known[key])}"
                for key in error.validator_value
                if key not in value
            ]
        case "minItems" | "minProperties" | "maxItems":
            bound = "at most" if error.validator == "maxItems" else "at least"
            entries = "1 entry" if len(value) == 1 else f"{len(value)} entries"
            text = f"got {entries}, allowed: {bound} {error.validator_value}"
        case "uniqueItems":
            twice = next(item for item in value if value.count(item) > 1)
            text = f"{show(twice)} is in the list twice: name it once"
        case "pattern" if "propertyNames" in error.absolute_schema_path:
            text = f"got the name {show(value)}, allowed: {NAME_RULE}"
        case "pattern":
            text = f"got {show(value)}, allowed: text like {error.validator_value}"
        case _:
            text = f"got {show(value)}, allowed: {allowed(schema)}"
            text += _hint(value, schema)
    return [f"{key_path(where)}: {text}"]


def _hint(value: object, schema: dict[str, Any]) -> str:
    """Explain values that YAML reads in an unexpected way."""
    kinds = types(schema)
    if value is None:
        empty = " (nothing follows the colon"
        return empty + (": write {})" if "object" in kinds else ")")
    if isinstance(value, str):
        if {"integer", "number"} & set(kinds):
            return _number_hint(value)
        if "enum" in schema:
            names = [item for item in schema["enum"] if isinstance(item, str)]
            return _did_you_mean(value, names)
    elif "string" in kinds:
        # A number may be allowed, too: then another one is meant, and no text.
        numbers = {"integer", "number"} & set(kinds) and type(value) in (int, float)
        return "" if numbers else _text_hint(value)
    elif "hint" in schema:
        return f" ({schema['hint']})"
    return ""


def _text_hint(value: object) -> str:
    if isinstance(value, dict) and len(value) == 1:
        ((key, inner),) = value.items()
        whole = hidden(f"{key}: {'' if inner is None else inner}")
        return (
            " (a colon and a space make a map: remove the colon, or write "
            f'"{whole}", with the quotes)'
        )
    if type(value) in (int, float):
        return f': write "{value}", with the quotes'
    return ""


def _did_you_mean(name: str, names: list[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1)
    return f": did you mean '{close[0]}'?" if close else ""


def _number_hint(text: str) -> str:
    try:
        if not math.isfinite(float(text)):
            return ""
    except ValueError:
        return ""
    mantissa, mark, exponent = text.strip().lower().partition("e")
    if not mark:
        # YAML reads 08 as text, because no octal number has an 8.
        decimal = re.sub(r"^([-+]?)0+(?=[0-9])", r"\1", text.strip())
        return f": write {decimal} without quotes"
    if "." not in mantissa:
        mantissa += ".0"
    if exponent[0] not in "+-":
        exponent = "+" + exponent
    return f": write {mantissa}e{exponent} (YAML reads {text} as text)"


def _bounds(schema: dict[str, Any]) -> str:
    words = {
        "minimum": "at least",
        "exclusiveMinimum": "above",
        "maximum": "at most",
        "exclusiveMaximum": "below",
        "multipleOf": "a multiple of",
    }
    parts = [f"{text} {schema[key]}" for key, text in words.items() if key in schema]
    if "minimum" in schema and "maximum" in schema:
        parts[:2] = [f"from {schema['minimum']} to {schema['maximum']}"]
    return " " + " and ".join(parts) if parts else ""
