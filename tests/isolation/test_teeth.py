"""The generators themselves: what nobody taught them makes them fail, and what is written is noticed."""

import msgspec
import pytest

from shared_apps.commands import Command
from shared_apps.tenancy import scope
from tenant_apps.orders.models import Order
from tests.isolation import tables
from tests.isolation.addresses import sample
from tests.isolation.inputs import input_of
from tests.isolation.world import World


def test_an_unknown_part_of_an_address_fails() -> None:
    with pytest.raises(AssertionError, match="teach the isolation test about <other_id> of others/"):
        sample("others/<uuid:other_id>/", "other_id")


def test_an_unknown_field_of_a_command_fails(world: World) -> None:
    class Unknown(msgspec.Struct, frozen=True, kw_only=True):
        other_id: str = ""

    command: Command = Command(  # type: ignore[type-arg]
        code="others.do", handler=lambda ctx, data: None, input=Unknown, result=type(None), permission="others.do",
        public=False, needs_fresh_factor=False, risk="normal", idempotent=True, system_only=False,
    )  # fmt: skip
    with pytest.raises(AssertionError, match=r"teach the isolation test about other_id of others\.do"):
        input_of(command, world.a)


def test_one_changed_value_is_noticed(world: World) -> None:
    with scope.enter(world.a.ref):
        before = tables.fingerprint()
        assert tables.changed(before) == []
        Order.objects.filter(pk=world.a.one.ids["order"]).update(note="changed")
        assert tables.changed(before) == ["orders_order"]


def test_the_words_are_really_on_the_pages_of_those_they_belong_to(world: World) -> None:
    """A world without words would pass every test of words."""
    for path, word in (
        (f"/orders/{world.a.one.ids['order']}/", world.a.one.secret),
        (f"/invoices/{world.a.one.ids['invoice']}/", world.a.one.secret),
        (f"/catalogue/{world.a.one.ids['item']}/", world.a.word),
    ):
        text = world.a.browser("one_buyer").get(path).content.decode().upper()
        assert word in text, path
