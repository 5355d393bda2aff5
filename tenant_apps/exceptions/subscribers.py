"""What exceptions do when something happens: judge what an event has touched at once, instead of at the next look."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from shared_apps.commands.context import Context
from shared_apps.outbox.subscriptions import subscribe
from tenant_apps.exceptions.commands.looking import judge_now
from tenant_apps.exceptions.commands.open_exceptions import off
from tenant_apps.exceptions.types import ON_SOURCE, REGISTRY, Source, sources_of


def _wire(kind: str, source: Source) -> None:
    for event, subjects in source.on.items():
        name = f"exceptions.{kind}.{source.subject}"
        subscribe(event, name=name)(_judging(kind, source, subjects))


def _judging(kind: str, source: Source, subjects: Callable[[Any], Iterable[UUID]]) -> Callable[[Any, Any], None]:
    def judge(ctx: Context, happened: Any) -> None:
        if kind not in off():
            judge_now(ctx, kind, source, list(subjects(happened)))

    return judge


ON_SOURCE.append(_wire)
for _kind in REGISTRY:
    for _source in sources_of(_kind):
        _wire(_kind, _source)
