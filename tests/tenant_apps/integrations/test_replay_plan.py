"""The order history as typed values and as requests; all of it without a database."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from tenant_apps.integrations.replay import dataset
from tenant_apps.integrations.replay.countries import iso
from tenant_apps.integrations.replay.dataset import Invoice, Line
from tenant_apps.integrations.replay.plan import Parties, opening_stock, requests_of, supplier_of

FILE = Path(settings.BASE_DIR) / "data/orders/online-retail-2010-12_2011-06.csv.gz"
SKUS = ("85123A", "71053", "POST", "D", "22633")


def parties(suppliers: int = 1) -> Parties:
    return Parties(
        buyers={"17850": uuid4(), "": uuid4()},
        suppliers=tuple(uuid4() for _ in range(suppliers)),
        warehouses=tuple(uuid4() for _ in range(suppliers)),
        items={sku: uuid4() for sku in SKUS},
    )


def invoice(number: str, *lines: tuple[str, int, str], customer: str = "17850") -> Invoice:
    made = tuple(Line(sku, "THING", quantity, Decimal(price)) for sku, quantity, price in lines)
    return Invoice(number, datetime(2010, 12, 1, 8, 26, tzinfo=UTC), customer, "United Kingdom", made)


@pytest.fixture(scope="module")
def history() -> list[Invoice]:
    return dataset.read(FILE)


def test_the_file_is_whole(history: list[Invoice]) -> None:
    assert len(history) == 12_795
    assert sum(len(one.lines) for one in history) == 245_903
    assert sum(one.is_cancellation for one in history) == 2_006


def test_a_line_is_rounded_by_itself_and_half_up() -> None:
    assert Line("A", "", 3, Decimal("0.125")).total_minor == 38
    assert Line("A", "", -3, Decimal("0.125")).total_minor == -38
    assert Line("A", "", 3114, Decimal("2.10")).total_minor == 653_940


def test_the_total_of_the_file_is_the_sum_of_its_lines(history: list[Invoice]) -> None:
    naive = sum(
        int((abs(line.quantity) * line.unit_price * 100 + Decimal("0.5")) // 1) * (1 if line.quantity > 0 else -1)
        for one in history
        for line in one.lines
    )
    assert sum(one.total_minor for one in history) == naive


def test_every_line_of_the_file_is_sent_exactly_once(history: list[Invoice]) -> None:
    whole = Parties(
        buyers={one.customer: uuid4() for one in history},
        suppliers=(uuid4(), uuid4(), uuid4()),
        warehouses=(uuid4(), uuid4(), uuid4()),
        items={line.sku: uuid4() for one in history for line in one.lines},
    )
    requests = [request for one in history for request in requests_of(one, whole)]
    assert len({request.key for request in requests}) == len(requests)
    assert sum(request.total_minor for request in requests) == sum(one.total_minor for one in history)
    sent = sum(len(json.loads(r.body).get("lines", [None])) for r in requests)
    unsent = [
        line
        for one in history
        if not one.is_cancellation
        for line in one.lines
        if line.quantity < 0 and not dataset.is_stocked(line.sku)
    ]
    assert sent + len(unsent) == 245_903
    assert all(line.total_minor == 0 for line in unsent)


def test_every_country_of_the_file_has_a_code(history: list[Invoice]) -> None:
    unknown = {one.country for one in history if iso(one.country) == "GB"} - {"United Kingdom"}
    assert unknown == {"Unspecified", "European Community"}


def test_a_sale_becomes_an_order_with_its_prices() -> None:
    known = parties()
    [request] = requests_of(invoice("536365", ("85123A", 6, "2.55"), ("POST", 1, "18.00")), known)
    body = json.loads(request.body)
    assert (request.kind, request.key, request.total_minor) == ("order", "536365", 3330)
    assert body["client_reference"] == "536365"
    assert body["ordered_at"] == "2010-12-01T08:26:00Z"
    assert body["lines"][0] == {
        "sku": "85123A", "quantity": {"value": "6", "unit": "C62"}, "unit_price": "2.55",
    }  # fmt: skip
    assert request.moves == (("85123A", -6),)


def test_a_free_line_stays_in_its_order() -> None:
    [request] = requests_of(invoice("1", ("85123A", 6, "0.0")), parties())
    assert json.loads(request.body)["lines"][0]["unit_price"] == "0.0"


def test_a_cancellation_becomes_a_return_of_positive_quantities() -> None:
    [request] = requests_of(invoice("C536379", ("D", -1, "27.50"), ("71053", -2, "3.39")), parties())
    body = json.loads(request.body)
    assert (request.kind, request.total_minor) == ("return", -3428)
    assert [line["quantity"]["value"] for line in body["lines"]] == ["1", "2"]
    assert request.moves == (("71053", 2),)


def test_a_loss_without_price_becomes_an_adjustment() -> None:
    known = parties()
    [request] = requests_of(invoice("536589", ("22633", -10, "0.0"), customer=""), known)
    body = json.loads(request.body)
    assert (request.kind, request.path, request.total_minor) == ("adjustment", "/api/v1/stock:adjust", 0)
    assert (body["item_id"], body["change"]) == (str(known.items["22633"]), "-10")


def test_several_suppliers_share_an_invoice() -> None:
    known = parties(3)
    requests = list(requests_of(invoice("536365", *((sku, 1, "1.00") for sku in SKUS)), known))
    assert len(requests) == len({supplier_of(sku, 3) for sku in SKUS})
    assert sum(request.total_minor for request in requests) == 500
    assert {request.reference for request in requests} == {"536365"}


def test_opening_stock_covers_all_that_ever_goes_out() -> None:
    need = opening_stock([
        invoice("1", ("85123A", 6, "2.55"), ("POST", 1, "18")),
        invoice("C2", ("85123A", -4, "2.55")),
        invoice("3", ("85123A", -5, "0"), customer=""),
    ])  # fmt: skip
    assert need == {"85123A": 11}
