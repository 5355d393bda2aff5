"""Mail to the people of a company about an event. It says that there is news and where, never what it is."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shared_apps.accounts.queries.people import list_people as users_by_id
from shared_apps.egress import flows, mail
from shared_apps.foundation.actor import Actor
from shared_apps.outbox.jobs import Progress, job
from shared_apps.tenancy import addresses, scope
from tenant_apps.identity.queries import every_company_role, list_people
from tenant_apps.trading.kernel.models import TradingEvent
from tenant_apps.trading.questions.types import MAIL_JOB, News

TELLS = "trading.join_event"
FLOW = flows.declare(
    "questions.mail",
    "mail",
    gettext_lazy("Mail about questions and changes"),
    ("personal", "business", "free_text"),
    to="recipient",
    purpose="trade",
    basis="contract",
    exempt="contract",
)


@job(MAIL_JOB)
def send(payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """One mail to each person of the company whose role takes part in events, in that person's language."""
    run = TradingEvent.objects.get(pk=payload["event_id"])
    members = list_people(Actor.system("trading.mail"), company_id=UUID(payload["company_id"]))
    told = {role.code for role in every_company_role() if _takes_part(role.permissions)}
    people = users_by_id({one.user_id for one in members if one.state == "active" and one.role_code in told})
    base = addresses.base_url(scope.current())
    active = [one for one in people.values() if one.is_active]
    for at, person in enumerate(active):
        with override(person.language):
            subject, body = compose(payload["news"], number=run.number, title=run.title, place=scope.tenant().name,
                                    name=person.name, url=base + _address(run.pk))  # fmt: skip
        mail.send(
            FLOW, person.email, subject, body, progress.job_id, part=f"-{at}", company_id=UUID(payload["company_id"])
        )
    return {"sent": len(active)}


def compose(news: News, *, number: str, title: str, place: str, name: str, url: str) -> tuple[str, str]:
    """Subject and body. Names come from people: they are put in by `%`, and the text is plain."""
    facts = {"number": number, "title": title, "name": name}
    subject, text = {
        "asked": (_("A question about %(number)s"), _("A company has asked something about “%(title)s”. Answer here:")),
        "answered": (
            _("An answer in %(number)s"),
            _("A question about “%(title)s” was answered. Question and answer stand here:"),
        ),
        "amended": (
            _("%(number)s was changed"),
            _("“%(title)s” was changed. Read what is new, and whether your company has to confirm it:"),
        ),
        "called_off": (
            _("%(number)s was called off"),
            _("“%(title)s” ends without a result. The reason stands here:"),
        ),
    }[news]
    lines = [_("Hello %(name)s,") % facts, text % facts, url, place]
    return " ".join((subject % facts).split()), "\n\n".join(lines) + "\n"


def _takes_part(permissions: tuple[str, ...]) -> bool:
    taken = any(fnmatchcase(TELLS, one.removeprefix("-")) for one in permissions if one.startswith("-"))
    return not taken and any(fnmatchcase(TELLS, one) for one in permissions)


def _address(event_id: UUID) -> str:
    return reverse("trading:event", args=[event_id], urlconf="config.urls_tenant")
