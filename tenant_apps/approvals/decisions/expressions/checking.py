"""Check a condition against the fields of its subject: every name known, every sign between values it fits."""

from collections.abc import Mapping, Sequence

from tenant_apps.approvals.decisions.expressions.nodes import (
    BadExpression,
    Binary,
    Call,
    Literal,
    Name,
    Node,
    Unary,
    Within,
)
from tenant_apps.approvals.decisions.expressions.reading import read
from tenant_apps.approvals.types import Field

_ORDERED = frozenset({"<", "<=", ">", ">="})


def checked(text: str, fields: Sequence[Field]) -> Node:
    """The condition a text says; BadExpression when it is none, or does not end in yes or no."""
    node = read(text)
    kind = _kind(node, {one.name: one for one in fields}, None)
    if kind != "flag":
        raise BadExpression("no_condition", node.at, kind)
    return node


def names_in(node: Node) -> frozenset[str]:
    """Fields of the subject that a condition looks at; inside rows, the rows."""
    match node:
        case Literal():
            return frozenset()
        case Name(name=name):
            return frozenset({name})
        case Unary(of=of):
            return names_in(of)
        case Binary(left=left, right=right):
            return names_in(left) | names_in(right)
        case Within(left=left, among=among):
            inner = names_in(among) if isinstance(among, Name) else frozenset().union(*map(names_in, among))
            return names_in(left) | inner
        case Call(name=name, each=each):
            return frozenset({name.name}) | (names_in(each) if each is not None else frozenset())


def _kind(node: Node, fields: Mapping[str, Field], rows: Field | None) -> str:
    """The kind of value a node has; `rows` is the field whose rows are being walked."""
    match node:
        case Literal(value=value):
            return "flag" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
        case Name():
            return _field(node, fields, rows).kind
        case Unary(sign=sign, of=of):
            return _wanted(of, "flag" if sign == "not" else "number", fields, rows)
        case Binary(sign="and" | "or", left=left, right=right):
            _wanted(left, "flag", fields, rows)
            return _wanted(right, "flag", fields, rows)
        case Binary(sign="+" | "-" | "*" | "/", left=left, right=right):
            _wanted(left, "number", fields, rows)
            return _wanted(right, "number", fields, rows)
        case Binary(at=at, sign=sign, left=left, right=right):
            return _comparison(at, sign, _kind(left, fields, rows), _kind(right, fields, rows))
        case Within():
            return _within(node, fields, rows)
        case Call():
            return _call(node, fields, rows)


def _wanted(node: Node, kind: str, fields: Mapping[str, Field], rows: Field | None) -> str:
    found = _kind(node, fields, rows)
    if found != kind:
        raise BadExpression(f"{kind}_needed", node.at, found)
    return kind


def _comparison(at: int, sign: str, left: str, right: str) -> str:
    if left != right or left in ("rows", "texts"):
        raise BadExpression("not_comparable", at, sign)
    if sign in _ORDERED and left != "number":
        raise BadExpression("number_needed", at, sign)
    return "flag"


def _within(node: Within, fields: Mapping[str, Field], rows: Field | None) -> str:
    left = _kind(node.left, fields, rows)
    if isinstance(node.among, Name):
        if left != "text" or _field(node.among, fields, rows).kind != "texts":
            raise BadExpression("list_needed", node.among.at, node.among.name)
        return "flag"
    for member in node.among:
        if not isinstance(member, Literal) or _kind(member, fields, rows) != left:
            raise BadExpression("not_comparable", member.at, "in")
    return "flag"


def _call(node: Call, fields: Mapping[str, Field], rows: Field | None) -> str:
    field = _field(node.name, fields, rows)
    if node.word == "has":
        return "flag"
    if field.kind != "rows" or rows is not None:
        raise BadExpression("rows_needed", node.name.at, node.name.name)
    if node.each is not None:
        _wanted(node.each, "number" if node.word == "sum" else "flag", fields, field)
    return "number" if node.word in ("sum", "count") else "flag"


def _field(name: Name, fields: Mapping[str, Field], rows: Field | None) -> Field:
    """The field of a name: of the row first, then of the subject."""
    if rows is not None:
        for one in rows.of:
            if one.name == name.name:
                return one
    found = fields.get(name.name)
    if found is None:
        raise BadExpression("unknown_field", name.at, name.name)
    return found
