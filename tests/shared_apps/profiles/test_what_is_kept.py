"""What laws ask to be kept is kept, and what they forbid to keep has no place: looked up in tables, inputs and code."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.apps import apps

from shared_apps.commands.registry import REGISTRY as COMMANDS
from shared_apps.outbox import cleaning

ROOT = Path(__file__).resolve().parents[3]
# What of a marketplace's own tables the daily cleaning takes: traffic with other systems and figures made of records.
CLEANED = {
    "anomalies.Judgement", "anomalies.Sighting",
    "integrations.Message", "integrations.Reconciliation", "integrations.Run", "inventory.DailyDemand",
    "inventory.StockAlert", "federation.Arrival", "provisioning.Call",
}  # fmt: skip
# Files that remove rows of a marketplace, and why none of these rows is the record of a trade.
REMOVES = {
    "catalogue/commands/pack_item.py": "packs of an item, set anew",
    "federation/commands/connect.py": "that somebody is known to a provider",
    "inventory/commands/reckoning.py": "figures made of movements, which stay",
    "inventory/commands/watch_levels.py": "marks of a job",
    "logistics/commands/ship.py": "lines of a plan that leave with another shipment",
    "logistics/commands/take_back.py": "lines of plans that never left",
    "orders/commands/amending_parts.py": "lines of open parts, written anew with the change; versions stay",
    "orders/commands/applying.py": "lines that an agreed change leaves out; versions of the order keep them",
    "orders/commands/change_sheet.py": "rows of a sheet that was not ordered",
    "orders/commands/check_sheet.py": "rows of a sheet that was not ordered",
    "orders/commands/part_numbers.py": "a word for an item",
    "orders/commands/prepaid_buyers.py": "a term of sale; what changed it stands in the log",
    "orders/commands/requisitions.py": "lists of wishes",
    "orders/commands/serve_waiting.py": "a waiting rest that became a part of its own",
    "privacy/cleaning.py": "consents that ended, closed breaches, assessments that were replaced",
    "pricing/commands/set_prices.py": "offered prices; deals keep theirs",
    "support/cleaning.py": "pages a visit looked at; the visit and the log stay",
    "terms/commands/choose_terms.py": "instalments of which none was paid, made anew",
    "trading/kernel/commands/amend_deal.py": "lines that an agreed change leaves out; versions of the order keep them",
    "trading/questions/commands/keep_draft.py": "a draft that was not published",
    "transfers/cleaning.py": "who was counted in a year; how many stays",
}
# A number of a card, what proves it, or what opens an account at a bank.
PAYMENT_SECRET = re.compile(
    r"(^|_)(pan|cvc\d?|cvv\d?|cvn\d?|cid|track_?[12]|magstripe|card_?(no|number|holder|code|expiry)|"
    r"(bank|payment|account)_(password|pin|secret))(_|$)"
)


def _taken(cleaner: cleaning.Cleaner) -> str:
    """The label of the model whose rows a cleaner removes, as its function declares it."""
    rows: Callable[..., Any] = cleaner.rows
    found = re.search(r"-> QuerySet\[(\w+)\]", inspect.getsource(rows))
    assert found is not None, cleaner.name
    return str(rows.__globals__[found[1]]._meta.label)


def _removing(text: str) -> bool:
    """Whether code removes rows: a call of `delete` without arguments, or SQL that says so."""
    if re.search(r"delete\(|DELETE|TRUNCATE", text) is None:
        return False
    calls = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    by_call = any(
        isinstance(one.func, ast.Attribute) and one.func.attr in ("delete", "_raw_delete") and not one.args
        for one in calls
    )
    return by_call or re.search(r"\b(DELETE FROM|TRUNCATE)\b", text) is not None


def test_cleaning_takes_no_record_of_a_trade() -> None:
    """Goods, deals, orders, movements, invoices, payments, books and papers stay as long as their marketplace."""
    taken = {_taken(one) for one in cleaning.REGISTRY.values()}
    tenant_apps = {path.name for path in (ROOT / "tenant_apps").iterdir() if path.is_dir()}
    assert {one for one in taken if one.partition(".")[0] in tenant_apps} == CLEANED


def test_no_command_removes_a_record_of_a_trade() -> None:
    found = {
        str(path.relative_to(ROOT / "tenant_apps"))
        for path in (ROOT / "tenant_apps").rglob("*.py")
        if "migrations" not in path.parts and _removing(path.read_text(encoding="utf-8"))
    }
    assert found == set(REMOVES), "say in REMOVES why what is removed is no record of a trade"


def test_the_look_for_removals_can_find_one() -> None:
    assert _removing("Deal.objects.filter(pk=1).delete()")
    assert _removing('run("DELETE FROM orders_order")')
    assert not _removing("store.delete(key)")


def _names(kind: Any, seen: set[Any]) -> Iterator[str]:
    """Names of all fields of an input, to any depth."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in seen:
        seen.add(kind)
        for field in msgspec.structs.fields(kind):
            yield field.name
            yield from _names(field.type, seen)
    for inner in getattr(kind, "__args__", ()):
        yield from _names(inner, seen)


def test_no_secret_of_a_payment_account_has_a_place() -> None:
    """Neither a column nor an input is there for card numbers and their codes, and no page asks a browser for them."""
    columns = {
        f"{model._meta.label}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if PAYMENT_SECRET.search(str(field.column))
    }
    seen: set[Any] = set()
    inputs = {
        f"{one.code}.{name}"
        for one in COMMANDS.values()
        for name in _names(one.input, seen)
        if PAYMENT_SECRET.search(name)
    }
    pages = {
        str(path.relative_to(ROOT))
        for floor in ("shared_apps", "tenant_apps", "tenants")
        for path in (ROOT / floor).rglob("*.html")
        if re.search(r'autocomplete="cc-|name="(card|cvc|cvv)', path.read_text(encoding="utf-8"))
    }
    assert (columns, inputs, pages) == (set(), set(), set())
    assert len(seen) > 300, "inputs are looked into"


def test_the_look_for_secrets_can_find_one() -> None:
    names = ("card_number", "cvc", "pan", "payer_cvv2", "bank_password", "track_2")
    assert all(PAYMENT_SECRET.search(name) for name in names)
    assert not any(
        PAYMENT_SECRET.search(name) for name in ("company_id", "span", "discard_reason", "bank_id", "pancake")
    )
