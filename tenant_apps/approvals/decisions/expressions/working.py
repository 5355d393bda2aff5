"""Work a checked condition out over the facts of a subject. Exact: numbers are fractions, never rounded."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tenant_apps.approvals.decisions.expressions.nodes import Binary, Call, Literal, Name, Node, Unary, Within

Facts = Mapping[str, Any]


def holds(node: Node, facts: Facts) -> bool:
    """Whether the condition is true of these facts. What is missing makes a comparison false."""
    return _value(node, facts) is True


def _value(node: Node, facts: Facts) -> Any:
    match node:
        case Literal(value=value):
            return value
        case Name(name=name):
            return plain(facts.get(name))
        case Unary(sign="not", of=of):
            return _value(of, facts) is not True
        case Unary(of=of):
            value = _value(of, facts)
            return None if value is None else -value
        case Binary(sign="and", left=left, right=right):
            return _value(left, facts) is True and _value(right, facts) is True
        case Binary(sign="or", left=left, right=right):
            return _value(left, facts) is True or _value(right, facts) is True
        case Binary(sign=sign, left=left, right=right):
            return _binary(sign, _value(left, facts), _value(right, facts))
        case Within(left=left, among=among, inverse=inverse):
            value = _value(left, facts)
            if value is None:
                return False
            members = plain(facts.get(among.name)) if isinstance(among, Name) else [_value(one, facts) for one in among]
            return (value in (members or ())) is not inverse
        case Call():
            return _call(node, facts)


def _binary(sign: str, left: Any, right: Any) -> Any:
    compares = sign not in ("+", "-", "*", "/")
    if left is None or right is None:
        return False if compares else None
    match sign:
        case "=":
            return left == right
        case "!=":
            return left != right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
        case ">=":
            return left >= right
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right if right else None


def _call(node: Call, facts: Facts) -> Any:
    if node.word == "has":
        return facts.get(node.name.name) not in (None, "", [])
    rows = [{**facts, **row} for row in facts.get(node.name.name) or ()]
    each = node.each
    if node.word == "sum":
        values = [_value(each, row) for row in rows] if each is not None else []
        return None if any(value is None for value in values) else sum(values, Fraction(0))
    hits = sum(1 for row in rows if each is None or _value(each, row) is True)
    if node.word == "count":
        return Fraction(hits)
    return hits > 0 if node.word == "any" else hits == len(rows)


def plain(value: Any) -> Any:
    """A fact as the language reckons with it."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | Decimal):
        return Fraction(value)
    return value
