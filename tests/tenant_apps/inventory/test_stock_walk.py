"""A walk through the pages as somebody new in a warehouse: receive, move, count, keep back."""

import re
from collections.abc import Callable

from django.test import Client

from shared_apps.foundation.invariants import check_all
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.models import (
    CountLine,
    Quarantine,
    StockBalance,
    StockCount,
    StockLevel,
    StockLot,
    Transfer,
    TransferPart,
)
from tests.fixtures.goods import item, price, warehouse
from tests.fixtures.people import company, person, signed_in

ClientOf = Callable[[TenantRef | None], Client]


def told(client: Client, answer: object) -> str:
    """The page one is sent to."""
    page = client.get(answer.headers["Location"].split("#")[0])  # type: ignore[attr-defined]
    assert page.status_code == 200
    return page.content.decode()


def test_a_transfer_and_a_count_by_hand(tenant_a: TenantRef, client_of: ClientOf) -> None:
    dairy = company("Dairy", buys=False, sells=True)
    milk = item(dairy, "MILK-1", "Milk powder", tracked_by="lot")
    price(dairy, milk, "400.00")
    north, south = warehouse(dairy, "NORTH"), warehouse(dairy, "SOUTH")
    ann = signed_in(client_of(tenant_a), person("warehouse", "ann@dairy.example", company_id=dairy))
    bob = signed_in(client_of(tenant_a), person("warehouse", "bob@dairy.example", company_id=dairy))

    assert ann.get("/stock/receive/?sku=MILK-1").status_code == 200
    goods = {"warehouse_id": str(north), "sku": "MILK-1", "quantity": "40"}
    assert ann.post("/stock/receive/", goods).status_code == 422, "a batch is needed"
    assert ann.post("/stock/receive/", goods | {"lot": "B-7", "sku": "NONE"}).status_code == 422
    page = told(ann, ann.post("/stock/receive/", goods | {"lot": "B-7", "expires_on": "2031-05-01"}))
    assert "B-7" in page and "40" in page
    assert "can be promised today" in ann.get(f"/stock/items/{milk}/?wanted=40").content.decode()
    assert "No day is known" in ann.get(f"/stock/items/{milk}/?wanted=41").content.decode()

    asked = {"warehouse_id": str(north), "target_id": str(south), "goods": "MILK-1 nine"}
    assert ann.post("/stock/transfers/new/", asked).status_code == 422
    sent = ann.post("/stock/transfers/new/", asked | {"goods": "MILK-1 9"})
    path = sent.headers["Location"]
    assert "Send the goods" in told(ann, sent)
    ann.post(f"{path}dispatch/")
    part = TransferPart.objects.get()
    page = ann.get(path).content.decode()
    assert f'name="good-{part.pk}"' in page and 'inputmode="decimal"' in page
    assert "on the way" in ann.get("/stock/").content.decode()
    for number, said in (("6,5", "point before its decimals"), ("6.0001", "decimals")):
        wrong = ann.post(f"{path}receive/", {f"good-{part.pk}": "5", f"damaged-{part.pk}": number, "final": "1"})
        page = wrong.content.decode()
        assert wrong.status_code == 422 and f'value="{number}"' in page and 'value="5"' in page and said in page
        assert page.count('aria-invalid="true"') == 1 and 'name="final" value="1" checked' in page
    told(ann, ann.post(f"{path}receive/", {f"good-{part.pk}": "6", f"damaged-{part.pk}": "1"}))
    assert "Say why" in told(ann, ann.post(f"{path}close/", {"reason": ""}))
    told(ann, ann.post(f"{path}close/", {"reason": "fell off the lorry"}))
    assert Transfer.objects.get().state == "closed"
    assert "fell off the lorry" in ann.get(f"/stock/lots/{StockLot.objects.get().pk}/").content.decode()

    broken = Quarantine.objects.get()
    assert "Damaged" in ann.get("/stock/quarantine/").content.decode()
    ending = f"/stock/quarantine/{broken.pk}/release/"
    assert "Another person" in told(ann, ann.post(ending, {"reason": "only the box"}))
    told(bob, bob.post(ending, {"reason": "only the box"}))
    balance = StockBalance.objects.get(warehouse_id=north)
    held = {"withheld": "2", "reason": "smells odd"}
    told(ann, ann.post(f"/stock/balances/{balance.pk}/keep-back/", held))
    assert StockLevel.objects.get(warehouse_id=north).quarantined == 2

    sheet = ann.post("/stock/counts/new/", {"warehouse_id": str(north), "count_method": "all"})
    path, line = sheet.headers["Location"], CountLine.objects.get()
    page = told(ann, sheet)
    assert 'name="found"' in page and not re.search(r"\b31\b", re.sub(r"<[^>]*>", " ", page)), "the sheet is blind"
    write = f"{path}lines/{line.pk}/"
    wrong = ann.post(write, {"found": "2,9x"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and 'value="2,9x"' in page and page.count('aria-invalid="true"') == 1
    assert "once more" in told(ann, ann.post(write, {"found": "29"}))
    assert not re.search(r"\b31\b", re.sub(r"<[^>]*>", " ", ann.get(path).content.decode()))
    assert "another person" in told(ann, ann.post(write, {"found": "29"}))
    decide = {"accept": "yes", "reason": "two sacks torn"}
    assert "Another person" in told(ann, ann.post(f"{write}decide/", decide))
    assert "The difference is booked" in told(bob, bob.post(f"{write}decide/", decide))
    assert StockCount.objects.get().state == "closed"
    assert StockLevel.objects.get(warehouse_id=north).on_hand == 29
    assert "0.0" in ann.get("/stock/counts/").content.decode(), "no line was right at once"
    for page_of in (
        "/stock/movements/",
        "/stock/movements/?export=csv",
        "/stock/?export=csv",
        "/stock/?view=kept_back",
    ):
        assert ann.get(page_of).status_code == 200
    assert check_all() == []
