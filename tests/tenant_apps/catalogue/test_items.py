"""Items: who may write them, what is refused, who finds them."""

from decimal import Decimal
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, NotFound
from shared_apps.outbox.models import OutboxMessage
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.catalogue.commands import (
    ChangeItem,
    CreateCategory,
    CreateItem,
    RetireItem,
    change_item,
    create_category,
    create_item,
    retire_item,
)
from tenant_apps.catalogue.models import Item
from tenant_apps.catalogue.queries import get_items, list_items, list_of_supplier
from tests.fixtures.goods import acting_for, item
from tests.fixtures.people import SYSTEM, company


def _supplier(name: str = "Wire works") -> Actor:
    return acting_for(
        company(name, buys=False, sells=True), "catalogue.create_item", "catalogue.change_item", "catalogue.retire_item"
    )


def test_an_item_belongs_to_the_company_that_makes_it(tenant_a: TenantRef) -> None:
    seller = _supplier()
    made = run(create_item, seller, CreateItem(sku="W-6", name=" Copper  wire ", unit="MTR", tax_rate="0.19"))
    row = get_items([made.item_id])[made.item_id]
    assert (row.supplier_id, row.name, row.unit, row.tax_rate) == (
        seller.company_id, "Copper wire", "MTR", Decimal("0.19"),
    )  # fmt: skip
    assert OutboxMessage.objects.filter(name="catalogue.item_changed").count() == 1


def test_the_marketplace_makes_no_item_for_a_company_that_is_not_there(tenant_a: TenantRef) -> None:
    with pytest.raises(Invalid) as refused:
        run(create_item, SYSTEM, CreateItem(sku="W-6", name="Wire", supplier_id=UUID(int=7)))
    assert (refused.value.code, refused.value.field) == ("catalogue.bad_value", "supplier_id")
    assert not Item.objects.exists()


def test_a_company_makes_no_item_for_another(tenant_a: TenantRef) -> None:
    with pytest.raises(NotAllowed) as refused:
        run(create_item, _supplier(), CreateItem(sku="W", name="W", supplier_id=company("Other", sells=True)))
    assert refused.value.code == "catalogue.not_your_item"
    assert Item.objects.count() == 0


def test_an_article_number_is_taken_once_per_supplier(tenant_a: TenantRef) -> None:
    one, two = _supplier("One"), _supplier("Two")
    run(create_item, one, CreateItem(sku="W", name="First"))
    run(create_item, two, CreateItem(sku="W", name="Other"))
    with pytest.raises(Conflict) as refused:
        run(create_item, one, CreateItem(sku="W", name="Second"))
    assert (refused.value.code, refused.value.field) == ("catalogue.sku_taken", "sku")
    assert sorted(Item.objects.values_list("name", flat=True)) == ["First", "Other"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"sku": ""}, "sku"),
        ({"sku": "a/b"}, "sku"),
        ({"name": " "}, "name"),
        ({"unit": "piece"}, "unit"),
        ({"tax_rate": "19"}, "tax_rate"),
        ({"tax_rate": "0.19001"}, "tax_rate"),
        ({"tax_rate": "NaN"}, "tax_rate"),
        ({"attributes": {"x" * 61: "y"}}, f"attributes.{'x' * 61}"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(
    tenant_a: TenantRef, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        run(create_item, _supplier(), CreateItem(**{"sku": "W", "name": "Wire", **changed}))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert Item.objects.count() == 0


def test_a_change_keeps_what_is_not_named_and_finds_by_the_new_words(tenant_a: TenantRef) -> None:
    seller = _supplier()
    made = run(create_item, seller, CreateItem(sku="W", name="Copper wire", attributes={"grade": "Cu-ETP"}))
    run(change_item, seller, ChangeItem(item_id=made.item_id, name="Brass wire"))
    row = Item.objects.get()
    assert (row.sku, row.attributes) == ("W", {"grade": "Cu-ETP"})
    assert [one.id for one in list_items(seller, search="brass cu-etp")] == [made.item_id]
    assert list_items(seller, search="copper") == []


def test_an_item_of_another_company_is_as_unknown_as_none(tenant_a: TenantRef) -> None:
    theirs = item(company("Other", buys=False, sells=True))
    for attempt in (
        lambda actor: run(change_item, actor, ChangeItem(item_id=theirs, name="Mine")),
        lambda actor: run(retire_item, actor, RetireItem(item_id=theirs)),
    ):
        with pytest.raises(NotFound):
            attempt(_supplier())
    assert Item.objects.get().name == "Copper wire 6 mm"


def test_retired_items_are_seen_by_their_owner_alone(tenant_a: TenantRef) -> None:
    seller, buyer = _supplier(), acting_for(company("Buyer"))
    made = run(create_item, seller, CreateItem(sku="W", name="Wire"))
    assert [one.id for one in list_items(buyer)] == [made.item_id]
    run(retire_item, seller, RetireItem(item_id=made.item_id))
    assert list_items(buyer) == []
    assert [one.state for one in list_items(seller)] == ["retired"]
    run(change_item, seller, ChangeItem(item_id=made.item_id, active=True))
    assert [one.id for one in list_items(buyer)] == [made.item_id]


def test_nobody_sees_nothing(tenant_a: TenantRef) -> None:
    item(company("Seller", buys=False, sells=True))
    assert list_items(Actor.anonymous()) == []


def test_items_are_found_by_chinese_words_categories_and_article_numbers(tenant_a: TenantRef) -> None:
    seller = _supplier()
    run(create_category, SYSTEM, CreateCategory(code="wire", name_en="Wire", name_zh_hans="线材"))
    made = run(create_item, seller, CreateItem(sku="TX-6", name="紫铜线 6 毫米", category="wire"))
    run(create_item, seller, CreateItem(sku="GB-1", name="钢板"))
    for question in ("铜线", "铜", "紫铜线 6", "tx-6"):
        assert [one.id for one in list_items(seller, search=question)] == [made.item_id], question
    assert [one.id for one in list_items(seller, category="wire")] == [made.item_id]
    assert [one.sku for one in list_of_supplier(seller.company_id, skus=["GB-1", "none"])] == ["GB-1"]  # type: ignore[arg-type]


def test_an_unknown_or_doubled_category_is_refused(tenant_a: TenantRef) -> None:
    with pytest.raises(NotFound):
        run(create_item, _supplier(), CreateItem(sku="W", name="Wire", category="none"))
    run(create_category, SYSTEM, CreateCategory(code="wire", name_en="Wire"))
    with pytest.raises(Conflict):
        run(create_category, SYSTEM, CreateCategory(code="wire", name_en="Wire again"))
    assert Item.objects.count() == 0


def test_pages_follow_each_other_without_gap(tenant_a: TenantRef) -> None:
    seller = company("Seller", buys=False, sells=True)
    made = [item(seller, f"W-{number}") for number in range(5)]
    first = list_items(SYSTEM, limit=3)
    rest = list_items(SYSTEM, limit=3, after=first[-1].id)
    assert [one.id for one in first + rest] == made[::-1]
