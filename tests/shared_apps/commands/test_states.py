"""The log keeps digests of what was before and after: one place, and nothing but digests."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from shared_apps.audit.models import AuditRecord
from shared_apps.audit.record import state_hash_of
from shared_apps.commands import run
from shared_apps.commands.registry import REGISTRY
from shared_apps.commands.states import WATCHED, row_of, values_of, watch
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.parties.commands import AddCompany, ChangeCompany, add_company, change_company
from tenant_apps.parties.models import Company
from tests.fixtures.people import SYSTEM


@pytest.fixture(autouse=True)
def market(tenant_a: TenantRef) -> Iterator[None]:
    yield


def newest(action: str) -> AuditRecord:
    return AuditRecord.objects.filter(action=action).latest("id")


def test_a_company_before_and_after() -> None:
    made = run(add_company, SYSTEM, AddCompany(name="Nordlicht", country="NO", tax_id="NO 914 778 271", can_buy=True))
    row = Company.objects.get(pk=made.company_id)
    states = [state_hash_of(values_of(row))]
    assert (newest("parties.add_company").before_hash, newest("parties.add_company").after_hash) == ("", states[0])
    for tax_id in ("NO 914 778 272", "NO 914 778 272"):
        run(change_company, SYSTEM, ChangeCompany(company_id=row.pk, tax_id=tax_id))
        states.append(state_hash_of(values_of(Company.objects.get(pk=row.pk))))
    found = AuditRecord.objects.filter(action="parties.change_company", target_id=str(row.pk)).order_by("id")
    assert [(one.before_hash, one.after_hash) for one in found] == [(states[0], states[1]), (states[1], states[2])]
    assert states[1] == states[2] != states[0], "an encrypted value counts by what it says, not by its bytes"
    assert not any("914 778" in str(one.facts) for one in found)


def test_what_is_watched_exists_and_has_one_state() -> None:
    assert set(WATCHED) <= set(REGISTRY)
    assert {code.partition(".")[0] for code in WATCHED} == {"identity", "parties", "pricing", "rulesets", "spending"}
    with pytest.raises(RuntimeError, match="two states"):
        watch("parties.add_company", read=row_of(Company, "company_id"))
    assert row_of(Company, "company_id")(object()) is None
    assert row_of(Company, "company_id")(ChangeCompany(company_id=UUID(int=7))) is None


def test_each_watched_command_names_what_it_changes() -> None:
    """A state that is looked for under a name that neither input nor result has would never be kept."""
    names = {
        "identity": {"membership_id", "role_id", "separation_id", "review_id"},
        "parties": {"company_id", "qualification_id"}, "spending": {"limit_id", "proposal_id"},
    }  # fmt: skip
    for code in WATCHED:
        app, command = code.partition(".")[0], REGISTRY[code]
        if app in names:
            fields = {*command.input.__struct_fields__, *command.result.__struct_fields__}
            assert fields & names[app], code
