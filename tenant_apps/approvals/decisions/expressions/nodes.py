"""What a condition is made of once it is read, and the fault that reading or checking finds."""

from dataclasses import dataclass
from fractions import Fraction


class BadExpression(ValueError):
    """The text is no condition: `code` says why, `at` is the offset of the character, `word` what stands there."""

    def __init__(self, code: str, at: int, word: str = "") -> None:
        super().__init__(f"{code} at {at}: {word}")
        self.code, self.at, self.word = code, at, word


@dataclass(frozen=True, slots=True)
class Literal:
    at: int
    value: Fraction | str | bool


@dataclass(frozen=True, slots=True)
class Name:
    at: int
    name: str


@dataclass(frozen=True, slots=True)
class Unary:
    """`not` or `-`."""

    at: int
    sign: str
    of: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two sides: `and or + - * / = != < <= > >=`."""

    at: int
    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Within:
    """`left in (…)` or `left in field`."""

    at: int
    left: "Node"
    among: "tuple[Node, ...] | Name"
    inverse: bool


@dataclass(frozen=True, slots=True)
class Call:
    """`any all count sum` over rows, or `has` of a field."""

    at: int
    word: str
    name: Name
    each: "Node | None"


Node = Literal | Name | Unary | Binary | Within | Call
