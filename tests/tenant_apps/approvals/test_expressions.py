"""The language of conditions: a table of what holds, where faults are found, and texts nobody thought of."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from tenant_apps.approvals.decisions.expressions.checking import checked, names_in
from tenant_apps.approvals.decisions.expressions.nodes import BadExpression
from tenant_apps.approvals.decisions.expressions.reading import LONGEST
from tenant_apps.approvals.decisions.expressions.working import holds
from tenant_apps.approvals.decisions.facts import changes, frozen, thawed, touches
from tenant_apps.approvals.types import Field

FIELDS = (
    Field("total", "number", ""),
    Field("currency", "text", ""),
    Field("new_supplier", "flag", ""),
    Field("categories", "texts", ""),
    Field(
        "lines", "rows", "",
        of=(Field("sku", "text", ""), *(Field(name, "number", "") for name in ("price", "last", "net"))),
    ),
)  # fmt: skip
FACTS = {
    "total": Decimal("1000.10"),
    "currency": "EUR",
    "new_supplier": False,
    "categories": ["steel", "wire"],
    "lines": [
        {"sku": "a", "price": Decimal("2.50"), "last": Decimal("2.40"), "net": Decimal("250")},
        {"sku": "b", "price": Decimal("1"), "last": None, "net": Decimal("750.10")},
    ],
}


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        ("total > 1000", True),
        ("total >= 1000.10 and total <= 1000.10", True),
        ("total > 1000.1", False),
        ("not total > 1000.1", True),
        ('currency = "EUR"', True),
        ('currency != "EUR"', False),
        ('currency in ("USD", "EUR")', True),
        ('currency not in ("USD", "EUR")', False),
        ("new_supplier", False),
        ("new_supplier = false", True),
        ('"wire" in categories', True),
        ('"bolts" in categories or total > 5000', False),
        ('"bolts" not in categories', True),
        ("any(lines, price > last)", True),
        ("all(lines, price > last)", False),
        ("count(lines) = 2", True),
        ("count(lines, has(last)) = 1", True),
        ("sum(lines, net) = total", True),
        ("sum(lines, price * 2) = 7", True),
        ("any(lines, price / last > 1.04)", True),
        ("any(lines, price / last > 1.05)", False),
        # Missing: comparisons are false either way, and what is reckoned with it is missing.
        ('any(lines, sku = "b" and (last > 0 or last <= 0))', False),
        ("sum(lines, last) > 0", False),
        ("total / (total - total) > 0", False),
        # Binding: and before or, product before sum, not before and.
        ("total > 1 or total > 1 and total > 9999", True),
        ("1 + 2 * 3 = 7", True),
        ("-2 + 3 = 1", True),
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 3 * 3 = 1", True),
        ("true and not false", True),
        ('any(lines, currency = "EUR" and sku = "a")', True),
        ("any(lines, sum(lines, net) > 0)", None),
    ],
)
def test_what_holds(text: str, is_true: bool | None) -> None:
    if is_true is None:
        with pytest.raises(BadExpression, match="rows_needed"):
            checked(text, FIELDS)
        return
    assert holds(checked(text, FIELDS), FACTS) is is_true
    # The same over facts as a request keeps them.
    assert holds(checked(text, FIELDS), thawed(FIELDS, frozen(FIELDS, FACTS))) is is_true


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("", "unexpected", 0),
        ("total >", "unexpected", 7),
        ("total > 1000 1", "end_expected", 13),
        ("total > 1000x", "bad_number", 8),
        ("amount > 1", "unknown_field", 0),
        ("total > currency", "not_comparable", 6),
        ("currency > 1", "not_comparable", 9),
        ('currency < "EUR"', "number_needed", 9),
        ("total", "no_condition", 0),
        ("total and true", "flag_needed", 0),
        ("not total", "flag_needed", 4),
        ('total + "1" > 2', "number_needed", 8),
        ("any(total, true)", "rows_needed", 4),
        ("any(lines, price)", "flag_needed", 11),
        ("sum(lines, sku) > 1", "number_needed", 11),
        ("price > 1", "unknown_field", 0),
        ('"x" in currency', "list_needed", 7),
        ('total in ("x")', "not_comparable", 10),
        ("total > 1 & true", "bad_character", 10),
        ("__import__('os')", "bad_character", 11),
        ("total.real > 1", "bad_character", 5),
        ("(" * 40 + "true" + ")" * 40, "too_deep", 30),
        ("not " * 200 + "true", "too_deep", None),
        ("true or " * 110 + "true", "too_deep", None),
        ("1" * 1200, "too_long", LONGEST),
    ],
)
def test_a_fault_is_named_with_its_place(text: str, code: str, at: int | None) -> None:
    with pytest.raises(BadExpression) as caught:
        checked(text, FIELDS)
    assert caught.value.code == code
    assert at is None or caught.value.at == at


def test_texts_of_random_words_are_read_or_refused_and_nothing_else() -> None:
    seed = random.randrange(2**32)
    print(f"SEED={seed}")  # noqa: T201
    dice = random.Random(seed)
    words = ["total", "currency", "lines", "price", "any(", "all(", "sum(", "count(", "has(", "(", ")", ",", "and",
             "or", "not", "in", "=", "!=", "<", ">=", "+", "-", "*", "/", "1", "0", "2.5", '"EUR"', "true",
             "new_supplier", "categories", "__class__", ".", "'", "\x00", "é"]  # fmt: skip
    read = 0
    for _ in range(4000):
        text = " ".join(dice.choice(words) for _ in range(dice.randint(1, 12)))
        try:
            node = checked(text, FIELDS)
        except BadExpression as error:
            assert 0 <= error.at <= len(text)
            continue
        read += 1
        assert holds(node, FACTS) in (True, False)
        assert names_in(node) <= {one.name for one in FIELDS} | {"price", "last", "net", "sku"}
    assert read > 5


def test_facts_keep_their_exact_values_and_tell_what_changed() -> None:
    kept = frozen(FIELDS, FACTS)
    assert (kept["total"], thawed(FIELDS, kept)["total"]) == ("1000.1", Fraction(10001, 10))
    after = {**kept, "total": "900"}
    assert [one.field for one in changes(kept, after)] == ["total"]
    assert touches({"total", "lines"}, changes(kept, after))
    assert not touches({"currency"}, changes(kept, after))
    assert touches((), changes(kept, after)) and not touches((), changes(kept, kept))
