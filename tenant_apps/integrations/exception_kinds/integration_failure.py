"""Integration failure (集成故障): an order was not taken, a message could not be applied, or nobody answers."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tenant_apps.exceptions.types import Ask, Case, Found, Kind, Scan, Source, Step, declare
from tenant_apps.integrations.commands.deliveries import SendAgain, send_again
from tenant_apps.integrations.commands.retry_message import (
    GiveUpMessage,
    RetryMessage,
    give_up_message,
    retry_message,
)
from tenant_apps.integrations.commands.run_connection import RunConnection, run_connection
from tenant_apps.integrations.connectors.kinds import KINDS
from tenant_apps.integrations.models import Connection, Delivery, Message
from tenant_apps.rulesets.queries import effective
from tenant_apps.rulesets.types import Rule
from tenant_apps.rulesets.types import declare as declare_rules

MINUTES = "exceptions.integration_minutes"
FAILURES = "exceptions.integration_failures"
DELIVERY, MESSAGE, CONNECTION = "integrations.delivery", "integrations.message", "integrations.connection"

declare_rules(
    Rule(
        MINUTES, "int", 15, _("An order may be under way to a system for"),
        _("A system that refused an order is an exception at once; one that does not answer, after so long."),
        unit=_("minutes"), low=0, high=1440,
    ),
    Rule(
        FAILURES, "int", 3, _("A system does not answer"), _("So many tries in a row have failed."), unit=_("tries"),
        low=1, high=20,
    ),
)  # fmt: skip


def _judge_deliveries(delivery_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    quiet = now - timedelta(minutes=int(str(effective(MINUTES).value)))
    rows = Delivery.objects.filter(pk__in=delivery_ids, state__in=("unknown", "dead"))
    for row in rows.select_related("connection", "order"):
        if row.state == "unknown" and row.created_at > quiet:
            continue
        yield Found(
            row.pk, row.order.number, row.connection.company_id,
            facts=_of(row.connection, what="refused" if row.state == "dead" else "silent", error=row.last_error,
                      tries=row.attempts, order_id=str(row.order_id)),
            amount_minor=row.order.total_minor, currency=row.order.currency,
            severity="high" if row.state == "dead" else None,
        )  # fmt: skip


def _judge_messages(message_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    rows = Message.objects.filter(pk__in=message_ids, state="dead").select_related("connection")
    for row in rows:
        yield Found(
            row.pk, row.thing, row.connection.company_id,
            facts=_of(row.connection, what="message", error=row.reason, tries=row.tries),
        )  # fmt: skip


def _judge_connections(connection_ids: Collection[UUID], now: datetime) -> Iterator[Found]:
    most = int(str(effective(FAILURES).value))
    for row in Connection.objects.filter(pk__in=connection_ids, state="active", failures__gte=most):
        if KINDS[row.connector].is_scheduled:
            yield Found(
                row.pk, row.code, row.company_id,
                facts=_of(row, what="down", error=row.last_error, tries=row.failures), severity="high",
            )  # fmt: skip


def _of(connection: Connection, **more: object) -> dict[str, object]:
    return {"connection_id": str(connection.pk), "system": connection.name} | more


def _connection_page(case: Case) -> tuple[str, tuple[UUID, ...]]:
    return "integrations:connection", (UUID(case.facts["connection_id"]),)


INTEGRATION_FAILURE = declare(
    Kind(
        "integration_failure",
        _("Integration failure"),
        _("Kontor and a system of the company do not get through to one another, or do not understand one another."),
        icon="plug-connected-x",
        hours=8,
        sources=(
            Source(
                DELIVERY,
                Scan("integrations.Delivery", "changed_at", {"state__in": ["unknown", "dead"]}),
                _judge_deliveries,
                _connection_page,
                private=True,
            ),
            Source(
                MESSAGE,
                Scan("integrations.Message", "changed_at", {"state": "dead"}),
                _judge_messages,
                _connection_page,
                private=True,
            ),
            Source(
                CONNECTION,
                Scan(
                    "integrations.Connection",
                    "created_at",
                    {"failures__gte": 1, "state": "active"},
                    back=timedelta(days=36500),
                ),
                _judge_connections,
                _connection_page,
                private=True,
            ),
        ),
        roles=("warehouse", "supplier"),
        labels={
            "system": (_("System"), "text"),
            "what": (_("What is wrong"), "word"),
            "error": (_("What was said"), "text"),
            "tries": (_("Tries"), "count"),
        },
        words={
            "what": {
                "refused": _("The system refused an order"),
                "silent": _("Nobody knows whether the system took an order"),
                "message": _("A message could not be applied"),
                "down": _("The system does not answer"),
            }
        },
        first=("send", "retry", "run"),
        steps=(
            Step(
                "send",
                _("Hand it over again"),
                _("The system is asked first whether it has it, then it is sent."),
                command=send_again,
                data=lambda case, _text: SendAgain(delivery_id=case.subject_id),
                subjects=(DELIVERY,),
            ),
            Step(
                "retry",
                _("Try the message again"),
                _("With what is known by now, it may be applied."),
                command=retry_message,
                data=lambda case, _text: RetryMessage(message_id=case.subject_id),
                subjects=(MESSAGE,),
            ),
            Step(
                "run",
                _("Ask the system now"),
                _("Not only at its next time."),
                command=run_connection,
                data=lambda case, _text: RunConnection(connection_id=case.subject_id),
                subjects=(CONNECTION,),
            ),
            Step(
                "look",
                _("Look at the connection"),
                _("Its runs, its messages, its settings."),
                link=_connection_page,
                permission="integrations.view_connection",
            ),
            Step(
                "give_up",
                _("Put the message aside"),
                _("It stays in the list and never counts."),
                command=give_up_message,
                asks=Ask(_("Reason")),
                danger=True,
                subjects=(MESSAGE,),
                data=lambda case, text: GiveUpMessage(message_id=case.subject_id, reason=text),
            ),
        ),
    )
)
