"""The runner for many inputs of one command at once: one transaction, and for each the answer it would get alone.

Only for commands that declare `many`. What is out of the ordinary (a key that is busy or was used for something else, a
denial that leaves a row of its own) is run alone afterwards, by the ordinary runner.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from django.db import transaction

from shared_apps.commands.context import Context
from shared_apps.commands.models import IdempotencyRecord
from shared_apps.commands.registry import Command
from shared_apps.commands.runner import body_hash_of, is_plain_key, lock_number, may_run, principal_of, run
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.tenancy import scope

Result = TypeVar("Result")
Asked = tuple[Any, str]


def run_many(command: Command[Any, Result], actor: Actor, asked: Sequence[Asked]) -> list[Result | Refusal]:
    """Run `command` for each input under its idempotency key; a refused one leaves nothing behind."""
    found: list[Result | Refusal | None] = [None] * len(asked)
    if command.many is not None and len(asked) > 1 and may_run(command, actor):
        found = _together(command, actor, asked)
    return [_alone(command, actor, *asked[at]) if one is None else one for at, one in enumerate(found)]


def _alone(command: Command[Any, Any], actor: Actor, data: Any, key: str) -> Any:
    try:
        return run(command, actor, data, idempotency_key=key)
    except Refusal as refusal:
        return refusal


def _together(command: Command[Any, Result], actor: Actor, asked: Sequence[Asked]) -> list[Result | Refusal | None]:
    """None for what has to be run alone."""
    using, principal = scope.alias(), principal_of(actor)
    hashes = [body_hash_of(data) for data, _key in asked]
    found: list[Result | Refusal | None] = [None] * len(asked)
    with transaction.atomic(using=using):
        free = _free(command.code, principal, [key for _data, key in asked], using)
        known = {
            one.key: one
            for one in IdempotencyRecord.objects.filter(
                principal=principal, route=command.code, key__in=[asked[at][1] for at in free]
            )
        }
        new = []
        for at in free:
            before = known.get(asked[at][1])
            if before is None:
                new.append(at)
            elif before.body_hash == hashes[at]:
                found[at] = msgspec.json.decode(before.answer, type=command.result)
        if not new or command.many is None:
            return found
        ctx = Context(actor=actor, now=clock.now(using), using=using, permission=command.permission)
        verdicts = command.many(ctx, [asked[at][0] for at in new])
        faultpoint(f"{command.code}.before_commit")
        ctx.settle()
        answers = []
        for at, verdict in zip(new, verdicts, strict=True):
            if not isinstance(verdict, Refusal):
                answers.append(
                    IdempotencyRecord(
                        principal=principal, route=command.code, key=asked[at][1], body_hash=hashes[at],
                        answer=msgspec.json.encode(verdict).decode(), at=ctx.now,
                    )
                )  # fmt: skip
            elif isinstance(verdict, NotAllowed) or command.on_refusal is not None:
                continue
            found[at] = verdict
        IdempotencyRecord.objects.bulk_create(answers)
    faultpoint(f"{command.code}.after_commit")
    return found


def _free(route: str, principal: str, keys: Sequence[str], using: str) -> list[int]:
    """Places of the keys that nobody else works on; from now on we do. Of equal keys the first."""
    places = {key: at for at, key in reversed(list(enumerate(keys))) if is_plain_key(key)}
    numbers = {lock_number(scope.key(), principal, route, key): at for key, at in places.items()}
    with transaction.get_connection(using).cursor() as cursor:
        cursor.execute(
            "SELECT number FROM unnest(%s::bigint[]) AS asked(number) WHERE pg_try_advisory_xact_lock(number)",
            [list(numbers)],
        )
        return sorted(numbers[number] for (number,) in cursor.fetchall())
