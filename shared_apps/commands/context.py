"""What a command handler gets: the actor, the database's time, and the three ways to leave a trace."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shared_apps.audit.record import record, state_hash_of
from shared_apps.commands import states
from shared_apps.commands.lending import is_visit, refuse_visits
from shared_apps.commands.registry import Command
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.cutting import Column, within
from shared_apps.foundation.ids import uuid7
from shared_apps.foundation.reach import Facts
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.outbox import events, wake
from shared_apps.outbox.models import OutboxMessage

Result = TypeVar("Result")


@dataclass(slots=True)
class AuditNote:
    """What the handler adds to its audit row."""

    target: str = ""
    target_id: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    before_hash: str = ""
    after_hash: str = ""


@dataclass(slots=True)
class Context:
    """Lives as long as the transaction. `now` was read once from the database's clock.

    `permission` is that of the command which was asked for; what it calls runs under the same one.
    """

    actor: Actor
    now: datetime
    using: str
    permission: str = field(default="", kw_only=True)
    note: AuditNote = field(default_factory=AuditNote)
    owed: list[OutboxMessage] = field(default_factory=list)

    def emit(self, item: events.DomainEvent) -> None:
        """Owe the delivery of an event; it becomes an outbox row in this transaction."""
        self.owed.append(
            OutboxMessage(
                event_id=uuid7(),
                name=item.name,
                version=item.version,
                aggregate=item.aggregate(),
                payload=events.encode(item),
                at=self.now,
                next_attempt_at=self.now,
            )
        )

    def audit(
        self,
        *,
        target: str,
        target_id: Any,
        facts: Mapping[str, Any] | None = None,
        before: Any = None,
        after: Any = None,
    ) -> None:
        """Name the thing acted on and the facts worth keeping for ever.

        Of its state before and after, as values that have a canonical form, only keyed digests are kept: whoever has
        the values can prove them, and nobody can guess them.
        """
        self.note = AuditNote(target, str(target_id), dict(facts or {}), state_hash_of(before), state_hash_of(after))

    def call(self, command: Command[Any, Result], data: Any) -> Result:
        """Run another command inside this one: same actor, time and transaction, an audit row of its own.

        Permissions are those of the outer command: it answers for what it calls.
        """
        if is_visit(self.actor) and (command.risk == "high" or command.needs_fresh_factor):
            refuse_visits(command, self.actor)
        inner = Context(actor=self.actor, now=self.now, using=self.using, permission=self.permission)
        around = states.Around(command.code, data)
        result = command.handler(inner, data)
        inner.keep_states(around.before, around.after(result))
        inner.finish(command.code)
        return result

    def keep_states(self, before: Any, after: Any) -> None:
        """Keep digests of what was acted on, unless the handler did."""
        if not self.note.before_hash and not self.note.after_hash:
            self.note.before_hash, self.note.after_hash = state_hash_of(before), state_hash_of(after)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Undo what is written and emitted inside when a refusal leaves it; the refusal goes on to the caller."""
        emitted = len(self.owed)
        try:
            with transaction.atomic(using=self.using):
                yield
        except Refusal:
            del self.owed[emitted:]
            raise

    def require(self, permission: str, company_id: UUID | None = None) -> None:
        """Refuse unless the actor holds the permission and, if given, acts for that company or the marketplace."""
        own = company_id is None or self.actor.company_id in (None, company_id)
        if self.actor.kind == "system" or (own and self.actor.may(permission)):
            return
        raise NotAllowed(
            "commands.not_allowed",
            _("You may not do this."),
            remedy=_("Ask an administrator of your company for a role that includes it."),
            facts={"permission": permission},
        )

    def may_touch(self, facts: Facts) -> bool:
        """Whether a thing with these facts lies within the actor's bounds for the command that was asked for."""
        return not self.actor.narrowed or self.actor.may_about(self.permission, facts)

    def within(self, **columns: Column) -> Q:
        """The same as a condition on rows (`foundation/cutting.py`)."""
        return within(self.actor, self.permission, **columns)

    def finish(self, action: str) -> None:
        """Write what was noted. Called by the runner, once, after the handler."""
        record(
            self.actor,
            action,
            at=self.now,
            target=self.note.target,
            target_id=self.note.target_id,
            facts=self.note.facts,
            before_hash=self.note.before_hash,
            after_hash=self.note.after_hash,
        )
        self.settle()

    def settle(self) -> None:
        """Write the events that are owed, so that they commit with the rest."""
        if self.owed:
            OutboxMessage.objects.bulk_create(self.owed)
            self.owed = []
            wake.after_commit()
