"""What a role hides: by which right, by which name or form, and with what left of an answer."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared_apps.api import document
from shared_apps.foundation import masks
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.reach import MASKS, Grant, Reach

ROOT = Path(__file__).resolve().parents[3]
PRICES = masks.with_implied({"prices"})


def actor_of(*grants: tuple[str, frozenset[str]], whole: frozenset[str] = frozenset()) -> Actor:
    narrowed = tuple(Grant(frozenset({code}), Reach(hidden=hidden)) for code, hidden in grants)
    held = whole.union(*(one.permissions for one in narrowed))
    return Actor(kind="user", id="one", permissions=held, narrowed=narrowed)


def test_a_right_hides_what_all_its_grants_hide_and_a_page_of_no_right_what_any_does() -> None:
    blind = frozenset({"prices"})
    one = actor_of(("a.view", blind), ("b.view", frozenset({"contacts"})), whole=frozenset({"c.view"}))
    assert masks.of(one, ("a.view",)) == PRICES
    assert masks.of(one, ("b.view",)) == {"contacts"}
    assert masks.of(one, ("c.view",)) == frozenset()
    assert masks.of(one, ("a.view", "c.view")) == PRICES, "a page for either shows things of both"
    assert masks.of(one, None) == PRICES | {"contacts"}
    assert masks.of(actor_of(("a.view", blind), ("a.view", frozenset())), ("a.view",)) == frozenset()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("unit_price", "prices"), ("trading.start_price", "prices"), ("total_minor", "prices"), ("total", "prices"),
        ("discount_percent", "prices"), ("saved_minor", "costs"), ("tax_id", "identifiers"), ("email", "contacts"),
        ("price_list_id", ""), ("amount_kind", ""), ("number", ""), ("tax_rate", ""), ("cost_centre", ""),
    ],
)  # fmt: skip
def test_a_field_is_known_by_its_name(name: str, kind: str) -> None:
    assert masks.kind_of(name) == kind


def test_an_answer_keeps_its_form_and_says_what_is_gone() -> None:
    answer: dict[str, Any] = {
        "number": "A-1", "total": {"amount": "12.30", "currency": "EUR"}, "tax_rate": "0.19", "note": "at 1 EUR each",
        "lines": [{"line_no": 1, "unit_price": "4.10", "quantity": {"value": "3", "unit": "KGM"}, "lot": 7}],
        "prices": [{"amount": "1.00", "currency": "EUR"}], "target": "orders.order", "contact": None,
        "changes": [
            {"what": "total", "old": "7.00", "new": "8.00", "unit": "EUR"},
            {"what": "unit_price", "old": "0.7", "unit": "EUR/KGM", "line_no": 1},
            {"what": "quantity", "old": "7", "new": "8", "unit": "KGM"},
        ],
        "facts": {"limit": {"value": "9", "unit": "EUR"}, "amount_minor": 1230, "total": 4},
    }  # fmt: skip
    with masks.under(PRICES):
        found = masks.blanked(answer)
    assert found["total"] is None and found["masked"] == ["total"]
    assert found["note"] == "at — each"
    assert found["lines"] == [
        {
            "line_no": 1,
            "unit_price": None,
            "quantity": {"value": "3", "unit": "KGM"},
            "lot": 7,
            "masked": ["unit_price"],
        }
    ]
    assert found["prices"] == [None]
    total, price, quantity = found["changes"]
    assert (total["old"], total["new"], price["old"], price["line_no"]) == (None, None, None, 1)
    assert quantity == answer["changes"][2]
    assert found["facts"] == {
        "limit": {"value": None, "unit": "EUR", "masked": ["value"]}, "amount_minor": None, "total": 4,
        "masked": ["amount_minor"],
    }  # fmt: skip
    assert (found["target"], found["tax_rate"], found["contact"]) == ("orders.order", "0.19", None)
    assert masks.blanked(answer) == answer, "outside, nothing is hidden"
    with masks.under(frozenset({"contacts"})):
        assert masks.blanked({"email": "a@b.example", "total": "1"}) == {
            "email": None, "total": "1", "masked": ["email"],
        }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["12.30 EUR", "1,234.50 USD", "EUR 12.30", "−3 CNY", "8 946,00 EUR", "12 JPY", "0.0035 EUR"]
)
def test_amounts_inside_sentences_are_scrubbed(text: str) -> None:
    with masks.under(PRICES):
        assert masks.scrubbed(f"It comes to {text}, she said.") == "It comes to —, she said."
        dated = masks.scrubbed(f"Nov 27, 2026 {text}")
        assert dated == ("Nov 27, —" if text.startswith("EUR") else "Nov 27, 2026 —")
        assert masks.scrubbed("Order 2026-17 of 30 kg in EUROPE") == "Order 2026-17 of 30 kg in EUROPE"


def test_amounts_in_rows_of_the_log_are_scrubbed() -> None:
    """They are JSON inside of JSON, and values written out inside of pages."""
    row = json.dumps({"facts": json.dumps({"most": {"amount": "12.30", "currency": "EUR"}, "code": "A"})})
    with masks.under(PRICES):
        kept = json.loads(json.loads(masks.blanked([row])[0])["facts"])
        assert kept == {"most": None, "code": "A", "masked": ["most"]}
        for shown in (
            "{'amount': '12.30', 'currency': 'EUR'}",
            "&#x27;amount&#x27;: &#x27;12.30&#x27;",
            '"amount":"12.30"',
        ):
            assert not re.search(r"\b(12\.30|1)\b", masks.scrubbed(shown))
        assert masks.blanked("{no json}") == "{no json}"


def test_every_money_of_an_answer_may_be_null_in_the_document() -> None:
    """A record that shows an amount without saying that it may be hidden does not keep what the document says."""
    found = document.openapi()
    components = found["components"]["schemas"]
    shown = {
        name for path in found["paths"].values() for one in path.values() for code, answer in one["responses"].items()
        if code.startswith("2") for name in re.findall(r"schemas/([^'\"]+)", str(answer))
    }  # fmt: skip
    waiting, reached = list(shown), set(shown)
    while waiting:
        more = set(re.findall(r"schemas/([^'\"]+)", str(components[waiting.pop()]))) - reached
        reached |= more
        waiting += more
    money = ("#/components/schemas/MoneyOut", "#/components/schemas/MoneyIn")
    bad = [
        f"{name}.{field}"
        for name in sorted(reached)
        for field, schema in components[name].get("properties", {}).items()
        if schema.get("$ref") in money
    ]
    assert bad == []
    assert components["OrderSummary"]["properties"]["masked"]["$ref"].endswith("MaskedFields")


# Where a page prints such a value on purpose: one's own, or of nobody whom a role could hide.
OWN = {
    "shared_apps/accounts/templates/accounts/account.html", "shared_apps/accounts/templates/accounts/link.html",
    "shared_apps/accounts/templates/accounts/mail_change.html",
    "tenant_apps/federation/templates/federation/link.html",
    "shared_apps/accounts/templates/accounts/members.html",
    "shared_apps/operators/templates/operators/operator_list.html",
    "tenant_apps/trading/engines/thread/templates/thread/guest_enter.html",
}  # fmt: skip
_PRINTED = re.compile(r"\{\{\s*([\w.]+)((?:\|[^}]*)?)\s*\}\}")
_BARE = re.compile(r"\{% number ([\w.]+) ([2-9])")
# Numbers with decimals that are points, hours or counts.
NO_PRICES = {"one.quality"}


def test_no_template_prints_what_can_be_hidden_past_the_tags() -> None:
    """`{% money %}`, `{% price %}` and `{% bare_price %}` ask; a bare `{{ one.email }}` would not."""
    bad = []
    for path in sorted([*ROOT.glob("*_apps/**/templates/**/*.html")]):
        name = str(path.relative_to(ROOT))
        if name in OWN or "/cotton/" in name:
            continue
        text = path.read_text()
        for value, filters in _PRINTED.findall(text):
            last = value.rsplit(".", 1)[-1]
            kind = masks.kind_of(last, is_figure=last.endswith(("price", "_minor", "amount")))
            if kind and not filters.startswith("|unless_hidden") and not last.endswith(("label", "note", "title")):
                bad.append(f"{name}: {value}")
        bad += [f"{name}: number {value}" for value, _decimals in _BARE.findall(text) if value not in NO_PRICES]
    assert bad == []


def test_every_list_as_a_file_says_which_columns_are_hidden() -> None:
    calls = [
        (path, call)
        for path in ROOT.glob("*_apps/**/*.py")
        if "csv_answer(" in (text := path.read_text())
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("csv_answer")
    ]
    silent = [str(path.relative_to(ROOT)) for path, call in calls if "hides" not in {one.arg for one in call.keywords}]
    # The log, for whom something is hidden from, is the page; and rows that were not taken are whatever was sent.
    assert sorted(silent) == ["tenant_apps/integrations/web/review_pages.py", "tenant_apps/workspace/web/log.py"]
    assert len(calls) > 12


def test_the_kinds_have_names() -> None:
    from shared_apps.ui.hiding import NAMES

    assert set(NAMES) == set(MASKS)
    assert msgspec.json.encode(masks.blanked({"a": 1})) == b'{"a":1}'
