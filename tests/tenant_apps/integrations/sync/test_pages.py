"""Connected systems on pages and over the API, as the administrator of a company uses them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shared_apps.outbox import jobs
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.integrations.models import Connection, Disagreement, FileDrop, Message, Reconciliation
from tests.fixtures.api import caller, problem
from tests.fixtures.people import person, signed_in
from tests.fixtures.systems import connection, level, movement, say, winners
from tests.fixtures.trade import Market

ClientOf = Callable[[TenantRef | None], Client]


@pytest.fixture
def seller(tenant_a: TenantRef, client_of: ClientOf, market: Market) -> Client:
    return signed_in(client_of(tenant_a), person("company_admin", "s@house.example", company_id=market.seller))


def differing(market: Market) -> UUID:
    """A connection with an open difference, a message that waits and a dead one."""
    from tests.tenant_apps.integrations.sync.test_push import count

    made = connection(market.seller)
    winners(made, stock__on_hand="ask")
    say(market.seller, level(1, "900"), movement(5, "1", sku="bolt"), level(1, "3", sku="nothing"))
    count(market, "930")
    say(market.seller, level(2, "700"))
    return made


def test_a_system_is_connected_ruled_and_paused(seller: Client, market: Market) -> None:
    assert "No system is connected" in seller.get("/systems/").content.decode()
    assert "Leaves files" in seller.get("/systems/new/").content.decode()
    refused = seller.post("/systems/new/?connector=file", {"name": "Stock", "code": "bad code", "every_minutes": "5"})
    assert refused.status_code == 422
    done = seller.post("/systems/new/?connector=file", {"name": "Stock", "code": "WMS", "every_minutes": "5"})
    row = Connection.objects.get()
    assert (done.status_code, done["Location"], row.company_id) == (302, f"/systems/{row.pk}/", market.seller)
    chosen = {"stock__on_hand": "ask", "order__state": "ours", "order__confirmed": "ask"}
    page = seller.get(f"/systems/{row.pk}/who-wins/").content.decode()
    assert "Our count stays until a person has taken one of the two." in page
    seller.post(f"/systems/{row.pk}/who-wins/", chosen)
    seller.post(f"/systems/{row.pk}/settings/", {"name": "Hall", "folder": "hall", "every_minutes": "9"})
    seller.post(f"/systems/{row.pk}/pause/")
    row.refresh_from_db()
    assert row.winners == {name.replace("__", "."): who for name, who in chosen.items()}
    assert (row.name, row.settings, row.state) == ("Hall", {"folder": "hall", "every_minutes": 9}, "paused")
    assert "Paused" in seller.get("/systems/").content.decode()


def test_what_waits_is_shown_and_decided(seller: Client, market: Market) -> None:
    made = differing(market)
    listed = seller.get("/systems/").content.decode()
    assert f"/systems/{made}/differences/" in listed and "k-runs" in listed
    page = seller.get(f"/systems/{made}/").content.decode()
    assert "steel@W1" in page and "/api/v1/stock:sync" in page
    told = seller.get(f"/systems/{made}/messages/").content.decode()
    assert "Number 1 is missing." in told and "The company has no stocked article nothing." in told
    waiting = Message.objects.get(state="parked")
    seller.post(f"/systems/messages/{waiting.pk}/give-up/", {"reason": "never sent"})
    assert "never sent" in seller.get(f"/systems/{made}/messages/?view=superseded").content.decode()
    row = Disagreement.objects.get(state="open")
    assert "930" in seller.get(f"/systems/{made}/differences/").content.decode()
    assert seller.post(f"/systems/differences/{row.pk}/decide/", {"winner": "theirs"}).status_code == 422
    seller.post(f"/systems/differences/{row.pk}/decide/", {"winner": "theirs", "reason": "counted there"})
    assert market.stock("steel")[0] == 700
    assert "counted there" in seller.get(f"/systems/{made}/differences/?view=decided").content.decode()


def test_a_file_is_uploaded_and_its_bad_rows_come_back(seller: Client, market: Market) -> None:
    made = connection(market.seller, "FILE", "file")
    content = b"sku,warehouse,on_hand\nsteel,W1,444\nnothing,W1,1\n"
    seller.post(f"/systems/{made}/files/", {"file": SimpleUploadedFile("stock.csv", content)})
    jobs.run_due()
    row = FileDrop.objects.get()
    assert market.stock("steel")[0] == 444 and "1 / 2" in seller.get(f"/systems/{made}/").content.decode()
    errors = seller.get(f"/systems/files/{row.pk}/errors/").content.decode()
    assert "2,sku,The company has no stocked article nothing." in errors
    again = seller.post(f"/systems/{made}/files/", {"file": SimpleUploadedFile("stock.csv", content)})
    assert again.status_code == 422 and "was read already" in again.content.decode()


def test_both_sides_are_compared_exported_and_settled(seller: Client, market: Market) -> None:
    made = differing(market)
    seller.post(f"/systems/{made}/compare/")
    jobs.run_due()
    report = Reconciliation.objects.get()
    path = f"/systems/comparisons/{report.pk}/"
    page = seller.get(path).content.decode()
    assert "steel@W1" in page and "A difference waits for a decision" in page and "230" in page
    assert "steel@W1,930,700,230" in seller.get(f"{path}?export=csv").content.decode()
    told = {"item_id": market.items["steel"], "warehouse_id": market.warehouse, "winner": "theirs"}
    assert seller.post(f"{path}settle/", told).status_code == 422
    seller.post(f"{path}settle/", told | {"reason": "counted there"})
    assert market.stock("steel")[0] == 700 and not Disagreement.objects.filter(state="open").exists()


def test_the_age_of_stock_stands_where_stock_is_shown(seller: Client, market: Market) -> None:
    from datetime import timedelta

    from tenant_apps.integrations.models import StockWord

    connection(market.seller)
    say(market.seller, level(1, "900"))
    assert "System WMS" in seller.get("/stock/").content.decode()
    StockWord.objects.update(heard_at=datetime.now(UTC) - timedelta(hours=90))
    stock = seller.get("/stock/").content.decode()
    assert "Some of this stock is old." in stock and "stale: System WMS" in stock
    assert "stale: System WMS" in seller.get(f"/catalogue/{market.items['steel']}/").content.decode()


def test_a_system_pushes_with_a_key_and_each_message_gets_its_verdict(tenant_a: TenantRef, market: Market) -> None:
    connection(market.seller)
    key = caller(tenant_a, "integrations.sync_stock", "integrations.view_connection", company_id=market.seller)
    at = datetime.now(UTC).isoformat()
    one = {"message_id": "a", "sku": "steel", "warehouse": "W1", "sequence": 1, "said_at": at, "on_hand": "640"}
    answer = key.post("stock:sync", {"source": "WMS", "messages": [one, one | {"message_id": "b", "sku": "no"}]})
    told = json.loads(answer.content)
    assert (answer.status_code, told["counts"]) == (200, {"applied": 1, "dead": 1})
    assert told["verdicts"][1] == {
        "index": 1, "message_id": "b", "state": "dead", "reason": "the company has no stocked article no",
        "field": "sku",
    }  # fmt: skip
    pk = key.get("connections").json()["data"][0]["id"]
    assert "secret" not in key.get(f"connections/{pk}").json()
    assert [row["state"] for row in key.get(f"connections/{pk}/messages").json()["data"]] == ["dead", "applied"]
    assert problem(key.post("orders:sync", {"source": "WMS", "messages": []}))["status"] == 403
    many = {"source": "WMS", "messages": [one] * 1001}
    assert problem(key.post("stock:sync", many))["code"] == "integrations.bad_value"
