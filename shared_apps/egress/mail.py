"""The one door for mail. Every mail names its flow and whose country it goes to; a test refuses other senders."""

from collections.abc import Callable
from uuid import UUID

from django.core.mail import EmailMessage

from shared_apps.egress import gate
from shared_apps.foundation import masks

# Says of an address what the roles of whoever reads there hide; set by the app that knows roles.
Hides = Callable[[str], frozenset[str]]
_hides: list[Hides] = []


def hides_by(hides: Hides) -> None:
    """Ask this of every receiver; called once, when the app is ready."""
    _hides.append(hides)


def send(
    flow: str, to: str, subject: str, body: str, job_id: UUID, *, part: str = "", company_id: UUID | None = None,
    country: str = "", persons: frozenset[str] = frozenset(),
) -> None:  # fmt: skip
    """Send one mail of a job; `part` tells the mails of one job apart. Blocked where the flow may not leave.

    A job that runs twice sends twice, with the same Message-ID and job header. Amounts that the roles of the receiver
    hide are dashes in it.
    """
    gate.leave(flow, company_id=company_id, country=country, persons=persons)
    with masks.under(masks.with_implied(masks.NOTHING.union(*(hides(to) for hides in _hides)))):
        subject, body = masks.scrubbed(subject), masks.scrubbed(body)
    EmailMessage(
        subject=" ".join(subject.split()), body=body, to=[to],
        headers={"X-Kontor-Job": str(job_id), "Message-ID": f"<{job_id}{part}@kontor>"},
    ).send()  # fmt: skip
