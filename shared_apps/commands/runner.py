"""The runner: one transaction around one command, with everything that must commit together.

Order: idempotency key, permission, handler, audit and outbox rows, stored answer. A refusal rolls all of it back; a
refusal for lack of permission leaves an audit row in a transaction of its own, because denials are evidence.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from shared_apps.audit.record import record
from shared_apps.commands import answers, states
from shared_apps.commands.context import Context
from shared_apps.commands.lending import refuse_visits
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.commands.registry import Command
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.person_names import acting
from shared_apps.foundation.refusals import Conflict, Invalid, NotAllowed, Refusal
from shared_apps.tenancy import scope

Result = TypeVar("Result")


def run(
    command: Command[Any, Result],
    actor: Actor,
    data: Any,
    *,
    idempotency_key: str | None = None,
) -> Result:
    """Run `command` for `actor` and return its result; raise Refusal when the answer is no.

    With an idempotency key the same input gets the same answer without a second effect; another input under the same
    key is refused (422), and the same key still being worked on is refused for now (409).
    """
    using = scope.alias()
    try:
        with acting(actor), transaction.atomic(using=using):
            kept = _Kept.open(command, actor, data, idempotency_key, using) if idempotency_key else None
            if kept is not None and kept.answer is not None:
                return msgspec.json.decode(kept.answer, type=command.result)
            _check(command, actor)
            ctx = Context(actor=actor, now=clock.now(using), using=using, permission=command.permission)
            around = states.Around(command.code, data)
            result = command.handler(ctx, data)
            ctx.keep_states(around.before, around.after(result))
            faultpoint(f"{command.code}.before_commit")
            ctx.finish(command.code)
            if kept is not None:
                kept.keep(command, result, ctx)
        faultpoint(f"{command.code}.after_commit")
        return result
    except NotAllowed as refusal:
        with acting(actor), transaction.atomic(using=using):
            record(
                actor, command.code, at=clock.now(using), outcome="refused", reason=refusal.code,
                facts={"code": refusal.code, **{k: str(v) for k, v in refusal.facts.items()}},
            )  # fmt: skip
        raise
    except Refusal as refusal:
        if command.on_refusal is not None:
            with acting(actor), transaction.atomic(using=using):
                command.on_refusal(Context(actor=actor, now=clock.now(using), using=using), data, refusal)
        raise


@contextmanager
def system_context(name: str) -> Iterator[Context]:
    """A context for Kontor itself inside an open transaction: subscribers and jobs run their commands through it."""
    using = scope.alias()
    yield Context(actor=Actor.system(name), now=clock.now(using), using=using)


def _check(command: Command[Any, Any], actor: Actor) -> None:
    if command.system_only and actor.kind != "system":
        raise NotAllowed("commands.not_allowed", _("Only Kontor itself does this."))
    refuse_visits(command, actor)
    if command.public or actor.kind == "system":
        return
    if not actor.may(command.permission):
        raise NotAllowed(
            "commands.not_allowed",
            _("You may not do this."),
            remedy=_("Ask an administrator of your company for a role that includes it."),
            facts={"permission": command.permission},
        )
    if command.needs_fresh_factor and not actor.fresh_factor:
        raise NotAllowed(
            "commands.fresh_factor_needed",
            _("This needs a fresh confirmation that it is you."),
            remedy=_("Enter a code from your authenticator and try again."),
        )


def may_run(command: Command[Any, Any], actor: Actor) -> bool:
    """Whether the actor may run the command at all."""
    try:
        _check(command, actor)
    except NotAllowed:
        return False
    return True


def principal_of(actor: Actor) -> str:
    """Whose idempotency keys an actor uses."""
    return f"{actor.kind}:{actor.id}"[:140]


def body_hash_of(data: Any) -> str:
    """What tells one input from another under the same key."""
    return hashlib.sha256(msgspec.json.encode(data, order="deterministic")).hexdigest()


def is_plain_key(key: str) -> bool:
    """Whether a text can be an idempotency key."""
    return 1 <= len(key) <= 255 and key.isprintable()


def lock_number(tenant_key: str, principal: str, route: str, key: str) -> int:
    """The advisory lock that whoever works on an idempotency key holds until the commit.

    Locks are per database, marketplaces are schemas: the tenant's key goes into the number.
    """
    return _number(f"{principal}|{route}|{key}") ^ _number_of_tenant(tenant_key)


@lru_cache(maxsize=10_000)
def _number_of_tenant(tenant_key: str) -> int:
    return _number(tenant_key)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big", signed=True)


class _Kept:
    """One idempotency key inside the open transaction."""

    def __init__(self, principal: str, route: str, key: str, body_hash: str, answer: str | None) -> None:
        self.principal, self.route, self.key = principal, route, key
        self.body_hash, self.answer = body_hash, answer

    @classmethod
    def open(cls, command: Command[Any, Any], actor: Actor, data: Any, key: str, using: str) -> "_Kept":
        if not is_plain_key(key):
            raise Invalid(
                "commands.idempotency_key_malformed",
                _("The idempotency key must be 1 to 255 printable characters."),
                field="Idempotency-Key",
                remedy=_("Send a random UUID."),
            )
        principal, body_hash = principal_of(actor), body_hash_of(data)
        with transaction.get_connection(using).cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(%s)", [lock_number(scope.key(), principal, command.code, key)]
            )
            free = cursor.fetchone()[0]
        if not free:
            raise Conflict(
                "commands.idempotency_key_busy",
                _("A request with this idempotency key is being worked on."),
                field="Idempotency-Key",
                remedy=_("Wait a second and send the same request again."),
                facts={"retry_after_s": 1},
            )
        known = IdempotencyRecord.objects.filter(principal=principal, route=command.code, key=key).first()
        if known is not None and known.body_hash != body_hash:
            raise Invalid(
                "commands.idempotency_mismatch",
                _("This idempotency key was used with another request."),
                field="Idempotency-Key",
                remedy=_("Use a new key for a new request."),
            )
        if known is None:
            return cls(principal, command.code, key, body_hash, None)
        answer = answers.read(known.answer, principal, command.code, key)
        if answer is None:
            raise Conflict(
                "commands.answer_gone",
                _("This was done; its answer named somebody who was erased since."),
                field="Idempotency-Key",
                remedy=_("Look at what there is now."),
            )
        return cls(principal, command.code, key, body_hash, answer)

    def keep(self, command: Command[Any, Any], result: Any, ctx: Context) -> None:
        answer = msgspec.json.encode(result).decode()
        if answers.names_people(command.code, command.result):
            answer = answers.stored(answer, ctx.actor.user_id, self.principal, self.route, self.key)
        IdempotencyRecord.objects.create(
            principal=self.principal,
            route=self.route,
            key=self.key,
            body_hash=self.body_hash,
            answer=answer,
            at=ctx.now,
        )
