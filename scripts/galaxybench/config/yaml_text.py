"""What YAML makes of a config file that its author did not mean.

YAML keeps the last of two equal keys, ends a text at ` #`, and reads `010` as 8, `1:30`
as 90 and `no` as false. A loaded config no longer shows this. So each file is read once
more, as text, which also gives the line of every key for messages.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from galaxybench.config.messages import ConfigError, key_path, show
from galaxybench.config.planning_error import PlanningError
from galaxybench.config.user_files import expanded
from galaxybench.logins import hidden

MOST_VALUES = 100_000
"""A config of 200 experiments has about 10,000 values."""

TEMPLATE = "__use_yte__"
"""The key by which Snakemake runs a config file as a template."""

_TEMPLATE_TEXT = (
    "makes the file a program, which Snakemake has run before this was seen. Remove "
    "the key, and write values instead of Python; if the file is not yours, find out "
    "what it has done"
)
_TAG = "tag:yaml.org,2002:"
_PLAIN = {"bool", "float", "int", "merge", "null", "seq", "map", "str"}
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)")
_COMMENT = re.compile(r"[ \t]+#([^\s#])?[^\r\n]*")


@dataclass(frozen=True)
class Place:
    """Where a key is written: file and line, and how YAML reads its value, if oddly."""

    file: str
    line: int
    reading: str = ""

    def __str__(self) -> str:
        """Write it as the end of a message: `mine.yaml, line 3`."""
        return f"{self.file}, line {self.line}{self.reading}"


@contextmanager
def named(file: str) -> Iterator[None]:
    """End planning with the name of the config file where Snakemake shows a stack.

    Raises:
        PlanningError: the file is not UTF-8, or holds what Python cannot read.
    """
    try:
        yield
    except UnicodeDecodeError as error:
        text = f"{file}: not saved as UTF-8 ({error}): save it as UTF-8"
        raise PlanningError(text) from None
    except ValueError as error:
        text = f"{file}: {error}: write a smaller number, or quotes around a text"
        raise PlanningError(text) from None
    except RecursionError:
        text = f"{file}: maps or lists are nested too deeply: remove levels"
        raise PlanningError(text) from None


def read(files: Iterable[Path]) -> dict[str, Place]:
    """Check the text of config files, and return the place of each key.

    `files` come in the order in which they are merged, so that the last one that has a
    key is its place. Keys are written as in messages: `experiments.demo.models[1]`.

    Raises:
        ConfigError: lists what YAML reads in a way that nobody means.
    """
    mistakes, places = [], {}
    for file in files:
        found, own = check(file.read_text(encoding="utf-8"), str(file))
        mistakes += found
        places |= own
    if mistakes:
        raise ConfigError.of(mistakes)
    return places


def check(text: str, name: str) -> tuple[list[str], dict[str, Place]]:
    """Return the mistakes in a YAML or JSON text, and the place of each key."""
    try:
        return _json_mistakes(text, name), {}
    except ValueError:
        pass  # YAML, as Snakemake decides too
    try:
        root = yaml.compose(text, Loader=yaml.FullLoader)
        size = _size(root, {}, set()) if root else 0
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        return [f"{name}{line}: {error.problem}"], {}
    except (yaml.YAMLError, _CircleError) as error:
        return [f"{name}: {error}"], {}
    except RecursionError:
        return [f"{name}: maps or lists are nested too deeply"], {}
    if size > MOST_VALUES:
        text = f"got more than {MOST_VALUES:,} values, aliases (*) written out, allowed"
        return [f"{name}: {text}: fewer"], {}
    walk = _Walk(text, name)
    mistakes = list(dict.fromkeys(walk.mistakes(root, [])))
    if template := walk.places.get(TEMPLATE):
        # Nothing else in it is what it seems.
        mistakes = [f"{TEMPLATE}: {_TEMPLATE_TEXT} ({template})"]
    return mistakes, walk.places


class _CircleError(ValueError):
    """An alias refers to a map or list that contains it."""


def _size(node: yaml.Node, known: dict[int, int], above: set[int]) -> int:
    """Count the values of a node with all aliases written out, visiting each once."""
    if id(node) in above:
        raise _CircleError(
            f"line {node.start_mark.line + 1}: an alias (*) refers to a map or list "
            "that contains the alias itself"
        )
    if id(node) not in known:
        parts = node.value if isinstance(node, yaml.CollectionNode) else ()
        nodes = [n for part in parts for n in (part if type(part) is tuple else [part])]
        inside = above | {id(node)}
        known[id(node)] = 1 + sum(_size(part, known, inside) for part in nodes)
    return known[id(node)]


class _Walk:
    """One pass over the nodes of a text: collects places, yields mistakes."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.places: dict[str, Place] = {}

    def mistakes(self, node: yaml.Node | None, keys: list) -> Iterator[str]:
        if isinstance(node, yaml.MappingNode):
            yield from self._keys(node, keys)
            for key, value in sorted(node.value, key=lambda pair: not _merges(pair[0])):
                yield from self._entry(key, value, keys)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._note([*keys, index], item)
                yield from self.mistakes(item, [*keys, index])
        elif isinstance(node, yaml.ScalarNode):
            yield from self._scalar(node, keys)
        if node is not None and node.tag.removeprefix(_TAG) not in _PLAIN:
            yield from self._tag(node, keys)

    def _entry(self, key: yaml.Node, value: yaml.Node, keys: list) -> Iterator[str]:
        if _merges(key):
            # The keys beside `<<` come later and win, as they do when YAML is loaded.
            merged = value.value if isinstance(value, yaml.SequenceNode) else [value]
            for one in reversed(merged):
                yield from self.mistakes(one, keys)
        elif isinstance(key, yaml.ScalarNode):
            self._note([*keys, key.value], key, value)
            yield from self.mistakes(value, [*keys, key.value])

    def _keys(self, node: yaml.MappingNode, keys: list) -> Iterator[str]:
        first: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                yield self._at(keys, key, "got a map or list as a key, allowed: text")
                continue
            where = [*keys, key.value]
            if key.value in first:
                text = f"written twice (line {first[key.value]} and line {line}), and "
                text += "YAML keeps the last only: remove one, or rename it"
                yield self._at(where, key, text)
            first.setdefault(key.value, line)
            kind = key.tag.removeprefix(_TAG)
            if kind in ("str", "merge"):
                continue
            if kind != "int" or not _DECIMAL.fullmatch(key.value):
                text = f"got the name {key.value or '(nothing)'}, which YAML does not "
                text += f'read as text: write "{key.value}", with the quotes'
                yield self._at(where, key, text)

    def _scalar(self, node: yaml.ScalarNode, keys: list) -> Iterator[str]:
        misread = _number(node) if node.tag != f"{_TAG}str" else self._cut(node)
        if misread:
            yield self._at(keys, node, misread)

    def _cut(self, node: yaml.ScalarNode) -> str:
        """Say that a text may have been cut at ` #`; empty if it was not."""
        rest = _COMMENT.match(self.text, node.end_mark.index)
        if node.style is not None or not rest:
            return ""
        whole = node.value + rest[0].rstrip()
        # `# a comment` has a space, unless there is a file of such a name.
        if not rest[1] and not _exists(whole):
            return ""
        # The first half of a password does not look like one.
        secret = hidden(whole) != whole
        read = "what is before the #" if secret else show(node.value)
        return (
            f"got {show(whole)}, of which YAML reads {read} only: write "
            f'"{hidden(whole)}", with the quotes, or, if the end is a comment, move it '
            "to a line of its own"
        )

    def _tag(self, node: yaml.Node, keys: list) -> Iterator[str]:
        if node.tag == f"{_TAG}timestamp":
            text = f'got {node.value}, which YAML reads as a date: write "{node.value}"'
            yield self._at(keys, node, f"{text}, with the quotes")
        else:
            tag = node.tag.replace(_TAG, "!!")
            text = f"got the YAML tag {tag}, allowed: maps, lists, text, numbers, true"
            yield self._at(keys, node, f"{text}, false and null without a tag")

    def _note(
        self, keys: list, node: yaml.Node, value: yaml.Node | None = None
    ) -> None:
        """Remember where a key or list entry is, and what YAML makes of its value."""
        value = value or node
        kind, reading = value.tag.removeprefix(_TAG), ""
        if kind == "bool" and value.value.lower() not in ("true", "false"):
            meant = str(yaml.safe_load(value.value)).lower()
            reading = f", where YAML reads {value.value} as {meant}: if it is text, "
            reading += f'write "{value.value}", with the quotes'
        self.places[key_path(keys)] = Place(
            self.name, node.start_mark.line + 1, reading
        )

    def _at(self, keys: list, node: yaml.Node, text: str) -> str:
        place = Place(self.name, node.start_mark.line + 1)
        return f"{key_path(keys)}: {text} ({place})"


def _number(node: yaml.ScalarNode) -> str:
    """Say that a number means another one to YAML; empty if it does not."""
    text = node.value
    if ":" in text and node.tag in (f"{_TAG}int", f"{_TAG}float"):
        value = yaml.safe_load(text)
        return (
            f"got {text}, which YAML reads as {value} (base 60): write {value}, or "
            f'"{text}" if it is text'
        )
    if re.match(r"[-+]?0[0-9_]", text) and node.tag == f"{_TAG}int":
        sign = "-" if text[0] == "-" else ""
        decimal = sign + (text.replace("_", "").lstrip("+-0") or "0")
        return (
            f"got {text}, which YAML reads as {yaml.safe_load(text)} (octal): write "
            f"{decimal} without the leading zero"
        )
    return ""


def _exists(path: str) -> bool:
    try:
        return expanded(path).exists()
    except (OSError, ValueError):
        return False


def _merges(key: yaml.Node) -> bool:
    return key.tag == f"{_TAG}merge"


def _json_mistakes(text: str, name: str) -> list[str]:
    """List keys that are repeated in a JSON text; ValueError if it is not JSON."""
    mistakes = []

    def pairs(entries: list[tuple[str, object]]) -> dict[str, object]:
        keys = [key for key, _ in entries]
        mistakes.extend(
            f"{name}: the key {show(key)} is written twice in one map, and the last "
            "one only is kept: remove one, or rename it"
            for key in dict.fromkeys(keys)
            if keys.count(key) > 1
        )
        return dict(entries)

    try:
        json.loads(text, object_pairs_hook=pairs)
    except RecursionError:
        return [f"{name}: maps or lists are nested too deeply"]
    return mistakes
