"""Read a condition: text to tokens to nodes. Length, depth and digits are bounded, so reading is bounded too."""

import re
from dataclasses import dataclass
from fractions import Fraction

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

LONGEST = 1000
DEEPEST = 30
TALLEST = 100
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d{1,18}(\.\d{1,9})?)|(?P<word>[A-Za-z_][A-Za-z0-9_]{0,39})"
    r"|\"(?P<text>[^\"\n]{0,200})\"|(?P<sign><=|>=|!=|[=<>()+\-*/,])"
)
_COMPARE = frozenset({"=", "!=", "<", "<=", ">", ">="})
_WORDS = frozenset({"and", "or", "not", "in", "true", "false", "any", "all", "count", "sum", "has"})
_CALLS = frozenset({"any", "all", "count", "sum", "has"})


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is number, text, name, or the word or sign itself; `end` closes the list."""

    kind: str
    value: str
    at: int


def tokens_of(text: str) -> list[Token]:
    """The words and signs of a text; the last is `end`."""
    if len(text) > LONGEST:
        raise BadExpression("too_long", LONGEST, text[LONGEST : LONGEST + 20])
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise BadExpression("bad_character", at, text[at])
        kind = str(match.lastgroup)
        value = match[kind]
        if kind == "number" and text[match.end() : match.end() + 1].isalnum():
            raise BadExpression("bad_number", at, text[at : match.end() + 1])
        if kind == "word":
            found.append(Token(value if value in _WORDS else "name", value, at))
        elif kind == "sign":
            found.append(Token(value, value, at))
        elif kind != "space":
            found.append(Token(kind, value, at))
        at = match.end()
    return [*found, Token("end", "", len(text))]


def read(text: str) -> Node:
    """The condition that a text says, or BadExpression."""
    reader = _Reader(tokens_of(text))
    node = reader.any_of()
    reader.take("end")
    _refuse_tall(node)
    return node


def _refuse_tall(root: Node) -> None:
    """Long chains are deep trees: what walks them later recurses, so their height is bounded here."""
    waiting: list[tuple[Node, int]] = [(root, 1)]
    while waiting:
        node, height = waiting.pop()
        if height > TALLEST:
            raise BadExpression("too_deep", node.at, "")
        waiting += [(child, height + 1) for child in _children(node)]


def _children(node: Node) -> tuple[Node, ...]:
    match node:
        case Unary(of=of):
            return (of,)
        case Binary(left=left, right=right):
            return (left, right)
        case Within(left=left, among=among):
            return (left, among) if isinstance(among, Name) else (left, *among)
        case Call(each=each) if each is not None:
            return (each,)
        case _:
            return ()


class _Reader:
    """Recursive descent, one method for each line of the grammar."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens, self.index, self.depth = tokens, 0, 0

    @property
    def now(self) -> Token:
        return self.tokens[self.index]

    def take(self, *kinds: str) -> Token:
        token = self.now
        if token.kind not in kinds:
            raise BadExpression("end_expected" if kinds == ("end",) else "unexpected", token.at, token.value)
        self.index += 1
        return token

    def is_next(self, *kinds: str) -> bool:
        return self.now.kind in kinds

    def any_of(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadExpression("too_deep", self.now.at, self.now.value)
        node = self.all_of()
        while self.is_next("or"):
            at = self.take("or").at
            node = Binary(at, "or", node, self.all_of())
        self.depth -= 1
        return node

    def all_of(self) -> Node:
        node = self.negation()
        while self.is_next("and"):
            at = self.take("and").at
            node = Binary(at, "and", node, self.negation())
        return node

    def negation(self) -> Node:
        ats = []
        while self.is_next("not"):
            ats.append(self.take("not").at)
        node = self.comparison()
        for at in reversed(ats):
            node = Unary(at, "not", node)
        return node

    def comparison(self) -> Node:
        left = self.sum()
        if self.is_next(*_COMPARE):
            token = self.take(*_COMPARE)
            return Binary(token.at, token.kind, left, self.sum())
        if self.is_next("not", "in"):
            inverse = self.is_next("not")
            if inverse:
                self.take("not")
            at = self.take("in").at
            return Within(at, left, self.among(), inverse)
        return left

    def among(self) -> tuple[Node, ...] | Name:
        if self.is_next("name"):
            return self.name()
        self.take("(")
        members = [self.atom()]
        while self.is_next(","):
            self.take(",")
            members.append(self.atom())
        self.take(")")
        return tuple(members)

    def sum(self) -> Node:
        node = self.product()
        while self.is_next("+", "-"):
            token = self.take("+", "-")
            node = Binary(token.at, token.kind, node, self.product())
        return node

    def product(self) -> Node:
        node = self.signed()
        while self.is_next("*", "/"):
            token = self.take("*", "/")
            node = Binary(token.at, token.kind, node, self.signed())
        return node

    def signed(self) -> Node:
        ats = []
        while self.is_next("-"):
            ats.append(self.take("-").at)
        node = self.atom()
        for at in reversed(ats):
            node = Unary(at, "-", node)
        return node

    def atom(self) -> Node:
        token = self.now
        if token.kind in _CALLS:
            return self.call()
        if token.kind == "name":
            return self.name()
        self.take("number", "text", "true", "false", "(")
        if token.kind == "number":
            return Literal(token.at, Fraction(token.value))
        if token.kind == "text":
            return Literal(token.at, token.value)
        if token.kind != "(":
            return Literal(token.at, token.kind == "true")
        node = self.any_of()
        self.take(")")
        return node

    def call(self) -> Call:
        token = self.take(*_CALLS)
        self.take("(")
        name, each = self.name(), None
        if token.kind in ("any", "all", "sum") or (token.kind == "count" and self.is_next(",")):
            self.take(",")
            each = self.any_of()
        self.take(")")
        return Call(token.at, token.kind, name, each)

    def name(self) -> Name:
        token = self.take("name")
        return Name(token.at, token.value)
