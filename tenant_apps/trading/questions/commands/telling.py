"""Mail about an event: owed as a job per company in the transaction of its cause."""

from collections.abc import Iterable
from uuid import UUID

from shared_apps.commands import Context
from shared_apps.outbox import jobs
from tenant_apps.trading.kernel.models import TradingEvent
from tenant_apps.trading.questions.types import MAIL_JOB, News


def owe_mail(ctx: Context, news: News, run: TradingEvent, companies: Iterable[UUID]) -> None:
    """Tell the people of these companies who take part in events. What is said stands on the event's page alone."""
    for company_id in dict.fromkeys(companies):
        payload = {"news": news, "event_id": str(run.pk), "company_id": str(company_id)}
        jobs.enqueue(MAIL_JOB, f"Mail: {run.number} {news}", payload, at=ctx.now, asked_by=ctx.actor.display)
