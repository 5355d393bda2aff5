"""The gate of a marketplace: decides each crossing, counts what passes, writes down what does not.

Counting is book-keeping and no act: no command, no audit row. A block is an act of Kontor itself, with both.
"""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from shared_apps.commands import run
from shared_apps.egress import gate
from shared_apps.egress.gate import Blocked, Crossing
from shared_apps.egress.places import UNKNOWN
from shared_apps.egress.types import Flow
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.tenancy import scope
from tenant_apps.parties.queries import list_by_ids
from tenant_apps.privacy.queries import agreed_to, may_use
from tenant_apps.transfers import reading
from tenant_apps.transfers.commands.note_blocked import NoteBlocked, note_blocked
from tenant_apps.transfers.decisions.crossing import Rules, Verdict, decide, together
from tenant_apps.transfers.models import AbroadTotal, AuthorityRequest, FlowCount, PersonAbroad
from tenant_apps.transfers.types import ALL, Counted, Reason

GATE = Actor.system("transfers.gate")
_COUNT = f"""
INSERT INTO {FlowCount._meta.db_table} (id, day, flow, country, outcome, count) VALUES (uuidv7(), %s, %s, %s, %s, 1)
ON CONFLICT (day, flow, country, outcome) DO UPDATE SET count = {FlowCount._meta.db_table}.count + 1
"""
_ADD = f"""
INSERT INTO {PersonAbroad._meta.db_table} AS known (id, year, country, person, is_sensitive)
SELECT uuidv7(), %s, %s, one.person, one.sensitive FROM unnest(%s::text[], %s::bool[]) AS one(person, sensitive)
ON CONFLICT (year, country, person) DO UPDATE SET is_sensitive = true
WHERE excluded.is_sensitive AND NOT known.is_sensitive
"""


def register() -> None:
    """Make it the gate of every marketplace."""
    gate.register("tenant", pass_or_block)


def pass_or_block(flow: Flow | None, crossing: Crossing) -> None:
    """Let it pass, counted; or raise Blocked, written down and told."""
    using = scope.alias()
    now = clock.now(using)
    day = reading.today(now)
    country = country_of(crossing)
    verdict = _decide(flow, crossing, country, day)
    outcome = "blocked" if verdict.reason else "passed"
    with transaction.get_connection(using).cursor() as cursor:
        cursor.execute(_COUNT, [day, crossing.flow[:60], country, outcome])
    if verdict.reason:
        run(note_blocked, GATE, NoteBlocked(flow=crossing.flow[:60], country=country, reason=verdict.reason, day=day))
        raise Blocked(crossing.flow, verdict.reason, country, texts(verdict.reason))


def country_of(crossing: Crossing) -> str:
    """Where it goes: as said, or where the company is; a marketplace's own people are at home, which is empty."""
    if crossing.country or crossing.company_id is None:
        return crossing.country
    company = list_by_ids([crossing.company_id]).get(crossing.company_id)
    country = company.country if company is not None and company.country else UNKNOWN
    return "" if reading.home(country) else country


def _unasked(flow: Flow, crossing: Crossing) -> bool:
    """Whether the flow asks people, and one of them, or nobody, has said yes to its purpose."""
    if not flow.asks:
        return False
    people = [as_person(one) for one in crossing.persons | crossing.sensitive]
    return not people or not all(one is not None and may_use(flow.asks, one).allowed for one in people)


def _may_not_go_abroad(crossing: Crossing) -> bool:
    """Where a transfer rests on the consent of people (PIPL 39, GDPR 49): whether one of them has not given it."""
    people = {as_person(one) for one in crossing.persons | crossing.sensitive}
    return bool(people - agreed_to("cross_border", {one for one in people if one is not None}))


def as_person(pseudonym: str) -> UUID | None:
    try:
        return UUID(pseudonym)
    except ValueError:
        return None


def _decide(flow: Flow | None, crossing: Crossing, country: str, day: date) -> Verdict:
    if flow is not None and _unasked(flow, crossing):
        return Verdict("consent")
    if flow is not None and crossing.is_support and flow.way == "download":
        return Verdict("support")
    if flow is not None and flow.way == "authority":
        approved = AuthorityRequest.objects.filter(state="approved", country=country).exists()
        return Verdict(None if approved else "authority")
    is_home = not country or reading.home(country) or country == scope.tenant().region
    rules = reading.rules()
    mechanism = "" if is_home else reading.counting(country, rules, day)
    if flow is None or is_home or not flow.has_people or flow.exempt in rules.exempt_purposes:
        return decide(
            flow, is_home=is_home, rules=rules, mechanism=mechanism, before=Counted(), new=Counted(), region=country
        )
    if mechanism == "consent" and _may_not_go_abroad(crossing):
        return Verdict("consent")
    return _metered(flow, crossing, country, day, rules, mechanism)


def _metered(flow: Flow, crossing: Crossing, country: str, day: date, rules: Rules, mechanism: str) -> Verdict:
    """Decide and count in one transaction: two senders at the limit take turns."""
    people = crossing.persons | crossing.sensitive
    with transaction.atomic(using=scope.alias()):
        for where in (ALL, country):
            AbroadTotal.objects.get_or_create(year=day.year, country=where)
        totals = {
            row.country: row
            for row in AbroadTotal.objects.select_for_update()
            .filter(year=day.year, country__in=(ALL, country))
            .order_by("country")
        }
        known = dict(
            PersonAbroad.objects.filter(year=day.year, country=ALL, person__in=people).values_list(
                "person", "is_sensitive"
            )
        )
        new = Counted(
            sum(one not in known for one in people), sum(not known.get(one, False) for one in crossing.sensitive)
        )
        total = totals[ALL]
        before = together([Counted(total.persons, total.sensitive), reading.elsewhere(day.year)])
        verdict = decide(flow, is_home=False, rules=rules, mechanism=mechanism, before=before, new=new)
        if verdict.reason is None and verdict.counts and people:
            for where, row in totals.items():
                _add(row, day.year, where, people, crossing.sensitive)
    return verdict


def _add(row: AbroadTotal, year: int, country: str, people: frozenset[str], sensitive: frozenset[str]) -> None:
    known = PersonAbroad.objects.filter(year=year, country=country, person__in=people)
    before, before_sensitive = known.count(), known.filter(is_sensitive=True, person__in=sensitive).count()
    names = sorted(people)
    with transaction.get_connection(scope.alias()).cursor() as cursor:
        cursor.execute(_ADD, [year, country, names, [one in sensitive for one in names]])
    row.persons += len(people) - before
    row.sensitive += len(sensitive) - before_sensitive
    row.save(update_fields=["persons", "sensitive"])


def texts(reason: Reason) -> str:
    """Why, for who reads it."""
    return {
        "undeclared": _("Nobody has declared that this leaves the region."),
        "region": _("Data of this marketplace may not lie in that region."),
        "mechanism": _("Transfers to this country need a mechanism on file."),
        "consent": _("It tells of somebody who has not consented to this, or who took it back."),
        "important": _("Important data need a security assessment before they leave."),
        "core": _("Core data never leave."),
        "band": _("With this, more people's data would have left this year than may without the next document."),
        "sensitive_band": _("Sensitive data of more people would have left this year than may without a document."),
        "authority": _("Nothing goes to a foreign authority without its document and all approvals."),
        "support": _("Support takes nothing out."),
    }[reason]
