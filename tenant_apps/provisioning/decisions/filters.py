"""SCIM filters (RFC 7644, 3.4.2.2): the library's tree made into ours, of a short list of attributes.

Names of attributes are compared without case and without the URN of their schema before them. What is not in the list,
or cannot be asked of encrypted columns, is refused as `invalidFilter`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal

LONGEST = 1000
DEEPEST = 20
Operator = Literal["eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"]


class BadFilter(ValueError):
    """Says what cannot be read or asked."""


@dataclass(frozen=True, slots=True)
class Compare:
    """`attribute` in lower case, its part after a dot; `value` is a text, a truth, a number or None, as for `pr`."""

    attribute: str
    operator: Operator
    value: Any = None


@dataclass(frozen=True, slots=True)
class Joined:
    word: Literal["and", "or"]
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Negated:
    inner: "Tree"


Tree = Compare | Joined | Negated


def parse(text: str) -> Tree:
    """The tree of a filter; BadFilter when it is none, too long or too deep."""
    if len(text) > LONGEST or "\x00" in text:
        raise BadFilter("The filter is too long or holds a null character.")
    depth = 0
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if depth > DEEPEST:
            raise BadFilter("The filter is nested too deeply.")
    lexer, parser, problems = _library()
    try:
        found = parser().parse(lexer().tokenize(text))
    except problems as error:
        raise BadFilter("The filter cannot be read.") from error
    if found is None:
        raise BadFilter("The filter cannot be read.")
    return _tree(found, "")


@lru_cache(maxsize=1)
def _library() -> tuple[Any, Any, tuple[type[Exception], ...]]:
    # Here, because its tables are built when it is imported and few processes are ever asked.
    from scim2_filter_parser.lexer import SCIMLexer
    from scim2_filter_parser.parser import SCIMParser, SCIMParserError
    from sly.lex import LexError

    # What its own actions raise on odd input is no error of ours.
    odd = (ValueError, AttributeError, TypeError, IndexError, RecursionError)
    return SCIMLexer, SCIMParser, (SCIMParserError, LexError, *odd)


def _tree(node: Any, prefix: str) -> Tree:
    kind = type(node).__name__
    if kind == "Filter":
        inner = _tree(node.expr, f"{prefix}{_name(node.namespace, '')}." if node.namespace is not None else prefix)
        return Negated(inner) if node.negated else inner
    if kind == "LogExpr":
        return _joined(node, prefix)
    if kind == "AttrExpr":
        operator = node.value.lower()
        value = None if node.comp_value is None else _value(node.comp_value.value)
        return Compare(_name(node.attr_path, prefix), operator, value)
    raise BadFilter("The filter cannot be read.")


def _joined(node: Any, prefix: str) -> Tree:
    """`and` binds closer than `or`; the library reads both from left to right, so its chain is joined anew."""
    words, parts = [node.op.lower()], [node.expr2]
    left = node.expr1
    while type(left.expr).__name__ == "LogExpr" and not left.negated and left.namespace is None:
        words.insert(0, left.expr.op.lower())
        parts.insert(0, left.expr.expr2)
        left = left.expr.expr1
    groups = [_tree(left, prefix)]
    for word, part in zip(words, parts, strict=True):
        one = _tree(part, prefix)
        if word == "and":
            groups[-1] = Joined("and", groups[-1], one)
        else:
            groups.append(one)
    found = groups[0]
    for one in groups[1:]:
        found = Joined("or", found, one)
    return found


def _name(path: Any, prefix: str) -> str:
    if type(path.attr_name).__name__ != "str":
        raise BadFilter("A filter inside of an attribute of a filter is not offered.")
    sub = f".{path.sub_attr.value.lstrip('.')}" if path.sub_attr is not None else ""
    return f"{prefix}{path.attr_name}{sub}".lower()


def _value(text: Any) -> Any:
    word = str(text).lower()
    return {"true": True, "false": False, "null": None}.get(word, text)


def moment_of(value: Any) -> datetime:
    """A time of a filter; BadFilter when it is none or names no zone."""
    try:
        found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError as error:
        raise BadFilter("This is no date and time.") from error
    if found.tzinfo is None:
        raise BadFilter("A time needs its zone.")
    return found


def holds(tree: Tree, of: Callable[[str], Sequence[Any]]) -> bool:
    """Whether a thing whose attributes `of` gives, as lists of values, is one that the filter means."""
    if isinstance(tree, Negated):
        return not holds(tree.inner, of)
    if isinstance(tree, Joined):
        left = holds(tree.left, of)
        return (left and holds(tree.right, of)) if tree.word == "and" else (left or holds(tree.right, of))
    values = of(tree.attribute)
    if tree.operator == "pr":
        return any(one not in (None, "") for one in values)
    return any(_compared(tree.operator, one, tree.value) for one in values)


_TEXT: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "co": lambda a, b: b in a,
    "sw": lambda a, b: a.startswith(b),
    "ew": lambda a, b: a.endswith(b),
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
}


def _compared(operator: str, one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        if operator not in ("eq", "ne"):
            raise BadFilter(f"{operator} cannot be asked of this attribute.")
        return (one == other) == (operator == "eq")
    return _TEXT[operator](str(one).casefold(), str(other).casefold())
