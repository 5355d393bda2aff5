"""People of the tests of privacy."""

from dataclasses import dataclass
from typing import Any

import pytest

from shared_apps.accounts.actors import known_permissions
from shared_apps.accounts.models import User
from shared_apps.commands import Command, run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tenant_apps.rulesets.models import RulesetVersion
from tenant_apps.rulesets.queries.values import forget
from tests.fixtures.people import SYSTEM, Person, company, person


@dataclass(frozen=True)
class Cast:
    """`ida` trades for a company; `officer` answers people for the marketplace."""

    ida: Person
    officer: Person

    def as_ida(self) -> Actor:
        return _acting(self.ida)

    def as_officer(self) -> Actor:
        return _acting(self.officer)


def _acting(who: Person) -> Actor:
    name = User.objects.get(pk=who.id).name
    return Actor(
        kind="user", id=str(who.id), display=name, user_id=who.id, company_id=who.company_id,
        permissions=known_permissions(), fresh_factor=True,
    )  # fmt: skip


@pytest.fixture
def cast(tenant_a: Any) -> Cast:
    return Cast(
        ida=person("buyer", "ida@tarn.example", company_id=company()), officer=person("owner", "officer@house.example")
    )


def set_rules(**values: Any) -> None:
    """`privacy__dsr_due_days=15` and so on."""
    run(change_settings, SYSTEM, ChangeSettings(changes={k.replace("__", "."): v for k, v in values.items()}))
    forget()


def refused(command: Command[Any, Any], actor: Actor, data: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        run(command, actor, data)
    return caught.value


@pytest.fixture
def lawless(tenant_a: Any) -> None:
    """No law bounds a rule, so that each can be tried on both sides."""
    row = RulesetVersion.objects.latest("number")
    content = {**row.content, "laws": [], "limits": {**row.content["limits"], "profile": {}}}
    RulesetVersion.objects.filter(pk=row.pk).update(content=content)
    forget()
