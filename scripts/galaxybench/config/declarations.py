"""Declarations of data source and model files, read from their text.

The files are not imported, because importing Keras takes seconds.
"""

import ast
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, SchemaError

PACKAGE = Path(__file__).parents[1]
KERAS_URL = "https://storage.googleapis.com/tensorflow/keras-applications"
_REQUIRED = ("OPTIONS", "FILES", "CLASSES", "CITATION")
_OPTIONAL = ("SIMULATED", "PREDEFINED_SPLIT", "SHAPE", "CLASS_FOLDERS", "COLUMNS")
_OPTIONAL += ("PIXELS", "CATALOG")
_READ = {*_REQUIRED, *_OPTIONAL, "FLOPS_PER_PIXEL", "FLOPS_A_PIXEL", "WEIGHTS"}


class DeclarationError(ValueError):
    """A data source or model file lacks a declaration, or has a wrong one."""


@dataclass(frozen=True)
class Declaration:
    """The literals that `datasets/<source>.py` declares.

    Attributes:
        options: JSON-schema fragment of every option; one without "default" is
            required.
        files: downloads, each with "name", "urls", "sha256" (or "md5", if the publisher
            gives nothing better) and optionally "size" in bytes.
        classes: class names. If an option chooses them, {option: {its value: class
            names}}. None if they depend on the data.
        citation: BibTeX entries to cite.
        simulated: whether the images are simulated.
        predefined_split: whether the data set has, or may have, its own test set.
        shape: of all its images, [n, height, width, channels]; None if it depends on
            the data or the options.
        class_folders: whether the option `path` names a folder with one folder per
            class; otherwise it names a file.
        columns: of the catalog, besides those that every data set has; None if they
            depend on the data.
        pixels: whether there are images; False for predictions made elsewhere.
        catalog: whether the options `table` and `images` name a table and the images
            beside it, in place of one option `path`.
    """

    options: dict[str, dict[str, Any]]
    files: list[dict[str, Any]]
    classes: list[str] | dict[str, dict[str, list[str]]] | None
    citation: str
    simulated: bool = False
    predefined_split: bool = False
    shape: list[int] | None = None
    class_folders: bool = False
    columns: list[str] | None = None
    pixels: bool = True
    catalog: bool = False


def sources() -> list[str]:
    """Return the names of all data sources, sorted."""
    return _names(PACKAGE / "datasets")


def models() -> list[str]:
    """Return the names of all architectures, sorted."""
    return _names(PACKAGE / "models")


def rules(folder: Path) -> set[str]:
    """Return the names of the rules in `folder`: no experiment may have these names."""
    return {
        name
        for file in folder.glob("*.smk")
        for name in re.findall(r"^rule (\w+):", file.read_text("utf-8"), re.MULTILINE)
    }


def source(name: str) -> Declaration:
    """Read the literals that the data source `name` declares.

    Raises:
        DeclarationError: a declaration is missing, or is not a literal.
    """
    path = PACKAGE / "datasets" / f"{name}.py"
    nodes = _assigned(path)
    for literal in _REQUIRED:
        if literal not in nodes:
            raise DeclarationError(
                f"{path}: no {literal}: a data source declares "
                f"{', '.join(_REQUIRED)} as literals at module level"
            )
    declared = [each for each in (*_REQUIRED, *_OPTIONAL) if each in nodes]
    values = {each.lower(): _literal(nodes[each], path, each) for each in declared}
    _schemas(path, values["options"])
    return Declaration(**values)


def file_named(files: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    """Find a file by its name among those that a source or architecture declares.

    Raises:
        DeclarationError: no file of this name is declared.
    """
    known = {file["name"]: file for file in files}
    if name not in known:
        raise DeclarationError(
            f"got the file name {name!r}, declared: {', '.join(known) or 'none'}"
        )
    return known[name]


def model_about(name: str) -> str:
    """Return the docstring of the architecture `name`: its paper and variant."""
    return ast.get_docstring(_tree(PACKAGE / "models" / f"{name}.py")) or ""


def model_options(name: str) -> dict[str, Any]:
    """Return the options of the architecture `name` with their defaults.

    They are the keyword-only arguments of its `build`. Tuples become lists, as in YAML.

    Raises:
        DeclarationError: there is no `build`, an option has no literal default, or a
            literal has a name that is no longer used.
    """
    path = _model_file(name)
    functions = {
        node.name: node.args
        for node in _tree(path).body
        if isinstance(node, ast.FunctionDef)
    }
    if "build" not in functions:
        raise DeclarationError(
            f"{path}: no function `build(inputs, classes, *, option=default, ...)`"
        )
    build = functions["build"]
    options = {}
    for argument, default in zip(build.kwonlyargs, build.kw_defaults, strict=True):
        if default is None:
            raise DeclarationError(
                f"{path}: option '{argument.arg}' of build has no default"
            )
        value = _literal(default, path, f"the default of '{argument.arg}'")
        options[argument.arg] = list(value) if isinstance(value, tuple) else value
    return options


def model_ranges(name: str) -> dict[str, dict[str, Any]]:
    """Return the literal OPTIONS of the architecture `name`: its options' ranges.

    It maps an option to a JSON-schema fragment, such as {"minimum": 1}.

    Raises:
        DeclarationError: OPTIONS is not a literal, or holds what is not a JSON schema.
    """
    path, ranges = _model_file(name), _model_literal(name, "OPTIONS")
    return _schemas(path, {} if ranges is None else ranges)


def model_weights(name: str) -> dict[str, dict[str, Any]]:
    """Return the published weights of the architecture `name`, its literal WEIGHTS.

    It maps the data that they were trained on to a file: "name", "urls" and "md5" or
    "sha256". In place of "urls", WEIGHTS may name the "keras_folder" of a file that
    Keras publishes.

    Raises:
        DeclarationError: WEIGHTS is not a literal.
    """
    published = _model_literal(name, "WEIGHTS") or {}
    for file in published.values():
        if folder := file.pop("keras_folder", None):
            file["urls"] = [f"{KERAS_URL}/{folder}/{file['name']}"]
    return published


def model_flops(name: str) -> float | None:
    """Return the cost of the architecture `name`, its literal FLOPS_PER_PIXEL.

    That is the number of floating-point operations of a forward pass of one image,
    divided by the number of its pixels; None if it is not declared.

    Raises:
        DeclarationError: FLOPS_PER_PIXEL is not a literal.
    """
    return _model_literal(name, "FLOPS_PER_PIXEL")


def _model_literal(name: str, literal: str) -> Any:  # noqa: ANN401
    path = _model_file(name)
    nodes = _assigned(path)
    return _literal(nodes[literal], path, literal) if literal in nodes else None


def _model_file(name: str) -> Path:
    path = PACKAGE / "models" / f"{name}.py"
    if "FLOPS_A_PIXEL" in _assigned(path):
        raise DeclarationError(
            f"{path}: FLOPS_A_PIXEL is now called FLOPS_PER_PIXEL: rename it"
        )
    return path


def _schemas(path: Path, options: Any) -> dict[str, dict]:  # noqa: ANN401
    """Return a literal OPTIONS if it maps names to fragments of a JSON schema."""
    if not isinstance(options, dict):
        raise DeclarationError(f"{path}: OPTIONS must be a map of options")
    for option, fragment in options.items():
        try:
            if not isinstance(option, str) or not isinstance(fragment, dict):
                raise SchemaError("it must be a map")
            Draft202012Validator.check_schema(fragment)
        except SchemaError as error:
            raise DeclarationError(
                f"{path}: OPTIONS of {option!r} is not a JSON schema, such as "
                f'{{"minimum": 1}}: {error.message}'
            ) from error
    return options


def _names(folder: Path) -> list[str]:
    """Return the names of modules that are valid names in a config."""
    names = (path.stem for path in folder.glob("*.py"))
    return sorted(name for name in names if re.fullmatch("[a-z][a-z0-9_]{0,49}", name))


def _assigned(path: Path) -> dict[str, ast.expr | None]:
    """Return the expression that is assigned to each name at module level.

    Raises:
        DeclarationError: a name that is read is bound in another way, inside an `if`
            for instance. Its value would be known only if the file were run.
    """
    nodes = {}
    for node in _tree(path).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        if len(targets) == 1 and isinstance(targets[0], ast.Name):
            nodes[targets[0].id] = node.value
        elif not isinstance(node, ast.FunctionDef | ast.ClassDef):
            _refuse_bound(path, node)
    return nodes


def _refuse_bound(path: Path, statement: ast.stmt) -> None:
    for node in ast.walk(statement):
        bound = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        if bound and node.id in _READ:
            raise DeclarationError(
                f"{path}: line {node.lineno}: {node.id} must be assigned by a plain "
                f"`{node.id} = ...` at the left margin, not inside an `if` or the "
                "like: it is read without running the file"
            )


def _tree(path: Path) -> ast.Module:
    exists = False
    with suppress(OSError):  # the name may be too long for a file
        exists = path.is_file()
    if not exists:
        raise DeclarationError(f"{path}: no such file")
    return _parsed(path, path.stat().st_mtime_ns)


@cache
def _parsed(path: Path, _changed: int) -> ast.Module:
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as error:
        raise DeclarationError(f"{path}: line {error.lineno}: {error.msg}") from error
    except ValueError as error:
        raise DeclarationError(f"{path}: is not Python text: {error}") from error


def _literal(node: ast.expr | None, path: Path, what: str) -> Any:  # noqa: ANN401
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError) as error:
        line = getattr(node, "lineno", "?")
        raise DeclarationError(
            f"{path}: line {line}: {what} must be a plain literal: it is read "
            "without running the file"
        ) from error
