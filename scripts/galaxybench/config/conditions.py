"""Conditions on the columns of a table, such as `smooth > 0.8 and odd < 0.5`.

A condition is parsed into comparisons and never run as Python. A column whose name is
no name of Python stands in backticks: `` `f smooth` > 0.8 ``.
"""

import ast
import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ALLOWED = (
    "allowed: comparisons of columns and numbers, joined by `and`, `or`, `not` and "
    'parentheses, such as "smooth > 0.8 and odd < 0.5"'
)
LONGEST = 2000  # characters
_COMPARED = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Condition:
    """A condition that may be asked of every row of a table.

    Attributes:
        text: as it was written.
        columns: names of the columns that it compares, in the order of the text.
        tree: its parts, checked.
        names: name in `tree` -> name of the column.
    """

    text: str
    columns: tuple[str, ...]
    tree: ast.expr
    names: Mapping[str, str]

    def ask(self, values: Mapping[str, Any]) -> tuple[Any, Any]:
        """Say of every row whether the condition holds, and whether it does not.

        A comparison with NaN is neither, and what depends on it is neither.

        Args:
            values: column -> numbers (n,).

        Returns:
            Two arrays (n,) bool: where it holds, and where it does not.
        """
        return self._ask(self.tree, values)

    def _ask(self, node: ast.expr, values: Mapping[str, Any]) -> tuple[Any, Any]:
        if isinstance(node, ast.UnaryOp):
            holds, fails = self._ask(node.operand, values)
            return fails, holds
        if isinstance(node, ast.BoolOp):
            holds, fails = self._ask(node.values[0], values)
            both = isinstance(node.op, ast.And)
            for part in node.values[1:]:
                more, less = self._ask(part, values)
                holds = holds & more if both else holds | more
                fails = fails | less if both else fails & less
            return holds, fails
        sides = [self._side(side, values) for side in (node.left, *node.comparators)]
        holds, fails = None, None
        for compare, left, right in zip(node.ops, sides, sides[1:], strict=False):
            known = (left == left) & (right == right)  # false for NaN
            found = _COMPARED[type(compare)](left, right)
            holds = found & known if holds is None else holds & found & known
            fails = known & ~found if fails is None else fails | (known & ~found)
        return holds, fails

    def _side(self, node: ast.expr, values: Mapping[str, Any]) -> Any:  # noqa: ANN401
        if isinstance(node, ast.Name):
            return values[self.names[node.id]]
        return ast.literal_eval(node)


def parse(text: str) -> Condition:
    """Read a condition.

    Raises:
        ValueError: it is something else; the message says what is allowed.
    """
    names: dict[str, str] = {}

    def stand_in(match: re.Match) -> str:
        name = f"_column_{len(names)}_"
        names[name] = match[1]
        return f" {name} "

    if len(text) > LONGEST:
        raise ValueError(f"it has more than {LONGEST} characters, {ALLOWED}")
    plain = _QUOTED.sub(stand_in, text)
    try:
        tree = ast.parse(plain.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = getattr(error, "msg", None) or str(error)
        raise ValueError(
            f"it cannot be read as a condition ({reason}), {ALLOWED}. A column whose "
            "name has spaces or signs stands in backticks"
        ) from None
    _check(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            names.setdefault(node.id, node.id)
    found = {node.id: None for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return Condition(text, tuple(names[name] for name in found), tree, names)


def _check(node: ast.expr) -> None:
    if isinstance(node, ast.BoolOp):
        for part in node.values:
            _check(part)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        _check(node.operand)
    elif isinstance(node, ast.Compare):
        for compare in node.ops:
            if type(compare) not in _COMPARED:
                raise ValueError(f"it compares by other signs than < > =, {ALLOWED}")
        sides = [node.left, *node.comparators]
        for side in sides:
            if not (isinstance(side, ast.Name) or _is_number(side)):
                raise ValueError(f"got {_words(side)} in it, {ALLOWED}")
        for pair in zip(sides, sides[1:], strict=False):
            if not any(isinstance(side, ast.Name) for side in pair):
                raise ValueError(f"it compares two numbers, {ALLOWED}")
    elif isinstance(node, ast.Name):
        raise ValueError(f"the column {node.id!r} is compared with nothing, {ALLOWED}")
    else:
        raise ValueError(f"got {_words(node)} in it, {ALLOWED}")


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        node = node.operand
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def _words(node: ast.expr) -> str:
    kinds = {
        ast.Call: "a call",
        ast.Attribute: "an attribute (a dot)",
        ast.Subscript: "square brackets",
        ast.BinOp: "arithmetic",
    }
    if isinstance(node, ast.Constant):
        return f"the value {node.value!r}"
    return kinds.get(type(node), f"`{ast.unparse(node)}`")
