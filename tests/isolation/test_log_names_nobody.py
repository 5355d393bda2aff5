"""The log of acts keeps pseudonyms: no name, mail address or telephone number of a person stands in a row."""

import re
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import transaction

from shared_apps.accounts.models import User
from shared_apps.audit.models import AuditRecord
from shared_apps.commands import Command, run
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import scope
from tests.fixtures.people import SYSTEM
from tests.isolation.inputs import input_of
from tests.isolation.test_commands import NEEDS_A_STATE, REFUSED_TO_ALL, every_act_of_trade
from tests.isolation.world import World

MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
PHONE = re.compile(r"\+\d[\d ()/-]{6,}\d")


# People of the world are called after their roles, and these two are also plain words of acts.
PLAIN = {"Buyer", "Owner"}


def _people() -> set[str]:
    return {text for one in User.objects.all() for text in (one.name, one.email)} - PLAIN - {""}


def _told(rows: Any, people: set[str]) -> list[str]:
    """What the rows give away of people, with the act."""
    found = []
    for row in rows:
        text = " ".join(str(value) for value in (row.facts, row.actor_id, row.on_behalf_of, row.reason, row.target_id))
        hits = [name for name in people if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
        found += [f"{row.action}: {hit}" for hit in (*hits, *MAIL.findall(text), *PHONE.findall(text))]
    return found


def test_what_the_world_did_names_nobody(world: World) -> None:
    for ref in (world.a.ref, world.b.ref, scope.CONTROL):
        with scope.enter(ref):
            assert _told(AuditRecord.objects.all(), _people()) == []


@every_act_of_trade
def test_an_act_names_nobody(command: Command[Any, Any], world: World) -> None:
    if (REFUSED_TO_ALL | NEEDS_A_STATE).get(command.code):
        pytest.skip("its input does not work for Kontor itself")
    with ExitStack() as stack:
        stack.enter_context(scope.enter(world.a.ref))
        stack.enter_context(transaction.atomic(using=world.a.ref.alias))
        before = uuid7()
        run(command, SYSTEM, input_of(command, world.a))
        rows = AuditRecord.objects.filter(id__gt=before)
        assert rows.exists(), f"{command.code} left no row"
        assert _told(rows, _people()) == []
        transaction.set_rollback(True, using=world.a.ref.alias)
