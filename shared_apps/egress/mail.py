"""The one door for mail. Every mail names its flow and whose country it goes to; a test refuses other senders."""

from uuid import UUID

from django.core.mail import EmailMessage

from shared_apps.egress import gate


def send(
    flow: str, to: str, subject: str, body: str, job_id: UUID, *, part: str = "", company_id: UUID | None = None,
    country: str = "", persons: frozenset[str] = frozenset(),
) -> None:  # fmt: skip
    """Send one mail of a job; `part` tells the mails of one job apart. Blocked where the flow may not leave.

    A job that runs twice sends twice, with the same Message-ID and job header.
    """
    gate.leave(flow, company_id=company_id, country=country, persons=persons)
    EmailMessage(
        subject=" ".join(subject.split()), body=body, to=[to],
        headers={"X-Kontor-Job": str(job_id), "Message-ID": f"<{job_id}{part}@kontor>"},
    ).send()  # fmt: skip
