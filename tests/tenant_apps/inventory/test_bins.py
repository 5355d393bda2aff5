"""Bins: blocked for what comes in, and goods moved between them without changing what can be sold."""

from decimal import Decimal
from uuid import UUID

import pytest

from shared_apps.commands import run
from shared_apps.foundation.invariants import check_all
from shared_apps.foundation.refusals import Conflict, Invalid, NotFound
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.inventory.commands import BlockBin, CreateBin, MoveGoods, block_bin, create_bin, move_goods
from tenant_apps.inventory.models import StockBalance, StockLevel, StockMovement
from tenant_apps.inventory.queries.bins import bin_counts, bin_page, contents_of, lot_page
from tests.fixtures.goods import Goods
from tests.fixtures.lots import keeper, lots, received, today
from tests.fixtures.people import SYSTEM, company


def made_bin(made: Goods, code: str) -> UUID:
    return run(create_bin, SYSTEM, CreateBin(warehouse_id=made.warehouse_id, code=code)).bin_id


def test_goods_move_between_bins_and_nothing_else_changes(tenant_a: TenantRef) -> None:
    made = lots(A=("10", 30))
    one, two = made_bin(made, "A-1"), made_bin(made, "A-2")
    balance = StockBalance.objects.get()
    before = StockLevel.objects.values_list("on_hand", "reserved", "quarantined").get()
    run(move_goods, SYSTEM, MoveGoods(balance_id=balance.pk, quantity="10", bin="A-1"))
    first = StockBalance.objects.get(bin_id=one)
    assert (first.on_hand, first.lot_id) == (10, balance.lot_id)
    run(move_goods, SYSTEM, MoveGoods(balance_id=first.pk, quantity="4", bin="A-2"))
    assert [row.on_hand for row in contents_of(SYSTEM, two)] == [Decimal(4)]
    assert StockLevel.objects.values_list("on_hand", "reserved", "quarantined").get() == before
    assert list(StockMovement.objects.filter(kind="move").order_by("seq").values_list("quantity", flat=True)) == [
        -10, 10, -4, 4,
    ]  # fmt: skip
    for quantity, bin_code, error in (("7", "A-2", Conflict), ("0", "A-2", Invalid), ("1", "A-1", Invalid)):
        with pytest.raises(error):
            run(move_goods, SYSTEM, MoveGoods(balance_id=first.pk, quantity=quantity, bin=bin_code))
    with pytest.raises(NotFound):
        run(move_goods, SYSTEM, MoveGoods(balance_id=first.pk, quantity="1", bin="NOWHERE"))
    assert StockMovement.objects.filter(kind="move").count() == 4
    assert check_all() == []


def test_nothing_is_put_into_a_blocked_bin_and_what_is_there_leaves(tenant_a: TenantRef) -> None:
    made = lots(A=("10", 30))
    one, two = made_bin(made, "A-1"), made_bin(made, "A-2")
    received(made.warehouse_id, made.item_id, "5", "B", 60, bin="A-1")
    assert run(block_bin, SYSTEM, BlockBin(bin_id=one, reason="broken shelf")).is_blocked
    with pytest.raises(Conflict) as refused:
        received(made.warehouse_id, made.item_id, "5", "B", 60, bin="A-1")
    assert refused.value.code == "inventory.bin_blocked"
    lying = StockBalance.objects.get(bin_id=one)
    assert lying.on_hand == 5
    run(move_goods, SYSTEM, MoveGoods(balance_id=lying.pk, quantity="5", bin="A-2"))
    counts = bin_counts(SYSTEM)
    assert (counts["all"], counts["full"], counts["empty"], counts["blocked"]) == (2, 1, 1, 1)
    assert [row.code for row in bin_page(SYSTEM, {"view": "blocked"}, None).rows] == ["A-1"]
    assert not run(block_bin, SYSTEM, BlockBin(bin_id=one)).is_blocked
    received(made.warehouse_id, made.item_id, "1", "B", 60, bin="A-1")
    stranger = keeper(company("Stranger"))
    assert bin_counts(stranger)["all"] == 0
    assert contents_of(stranger, two) == []
    found = lot_page(SYSTEM, {}, today(), None).rows
    assert {(row.code, row.on_hand) for row in found} == {("A", 10), ("B", 6)}
    assert lot_page(stranger, {}, today(), None).rows == []
