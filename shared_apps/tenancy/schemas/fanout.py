"""Bring every marketplace of a region to the template's migrations: quickly, and without stopping anybody.

Resumable by nature: who is behind is read from the schemas themselves, so a run that was killed is simply run again.
"""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, PriorityQueue
from threading import Lock
from typing import Any, Literal

import psycopg

from shared_apps.foundation.faults import InjectedFault
from shared_apps.tenancy.schemas import render, template
from shared_apps.tenancy.schemas.connect import admin
from shared_apps.tenancy.schemas.fingerprint import applied, find_template, fingerprints, list_schemas
from shared_apps.tenancy.schemas.render import Script
from shared_apps.tenancy.schemas.replay import Busy, replay

WORKERS = 4
GIVE_UP_S = 60.0
LONGEST_BACK_OFF_S = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one schema that was behind."""

    schema: str
    state: Literal["migrated", "failed"]
    way: Literal["replay", "executor"]
    attempts: int
    duration_ms: int
    message: str = ""


@dataclass(slots=True)
class Report:
    """One region's run. `current` schemas had nothing to do and are only counted."""

    alias: str
    template: str
    applied_to_template: list[str] = field(default_factory=list)
    current: int = 0
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def failed(self) -> list[Outcome]:
        return [item for item in self.outcomes if item.state == "failed"]

    @property
    def retries(self) -> int:
        return sum(item.attempts - 1 for item in self.outcomes)


@dataclass(order=True, slots=True)
class _Item:
    due: float
    schema: str
    attempts: int = field(default=0, compare=False)
    first_at: float = field(default=0.0, compare=False)


def migrate_region(alias: str, workers: int = WORKERS) -> Report:
    """Template first, then everybody who is behind it."""
    name, done = template.bring_up(alias)
    report = fan_out(alias, workers)
    report.applied_to_template = done
    report.template = name
    return report


def fan_out(alias: str, workers: int = WORKERS) -> Report:
    """Bring all schemas of the region to the template's head; never raises for a single schema."""
    with admin(alias) as connection:
        name = find_template(connection)
        if name is None:
            return Report(alias, "")
        heads = fingerprints(connection, list_schemas(connection))
        behind = [schema for schema, head in heads.items() if schema != name and head != heads[name]]
        report = Report(alias, name, current=len(heads) - 1 - len(behind))
        if not behind:
            return report
        wanted = applied(connection, name)
        kept = {script.key: script for script in render.load(connection)}
        plans = {schema: _plan(wanted - applied(connection, schema), kept) for schema in behind}
    quick = {schema: plan for schema, plan in plans.items() if plan is not None}
    report.outcomes += _replay_all(alias, name, quick, workers)
    report.outcomes += [_by_executor(alias, schema) for schema, plan in plans.items() if plan is None]
    return report


def _plan(missing: set[tuple[str, str]], kept: dict[tuple[str, str], Script]) -> list[Script] | None:
    """Scripts to replay, in order; None when a migration was not kept as text or needs Python."""
    if not missing <= kept.keys():
        return None
    scripts = [script for key, script in kept.items() if key in missing]
    return None if any(script.needs_python for script in scripts) else scripts


def _by_executor(alias: str, schema: str) -> Outcome:
    start = time.monotonic()
    try:
        template.migrate_in_place(alias, schema)
    except Exception as error:
        return Outcome(schema, "failed", "executor", 1, _ms(start), f"{type(error).__name__}: {error}")
    return Outcome(schema, "migrated", "executor", 1, _ms(start))


def _replay_all(alias: str, name: str, plans: dict[str, list[Script]], workers: int) -> list[Outcome]:
    todo: PriorityQueue[_Item] = PriorityQueue()
    for schema in plans:
        todo.put(_Item(0.0, schema))
    outcomes: list[Outcome] = []
    lock = Lock()

    def work() -> None:
        connection: psycopg.Connection[Any] | None = None
        while True:
            with lock:
                if len(outcomes) == len(plans):
                    break
            try:
                item = todo.get(timeout=0.05)
            except Empty:
                continue
            wait = item.due - time.monotonic()
            if wait > 0:
                todo.put(item)
                time.sleep(min(wait, 0.05))
                continue
            connection, outcome = _attempt(alias, name, connection, item, plans[item.schema])
            if outcome is None:
                todo.put(item)
            else:
                with lock:
                    outcomes.append(outcome)
        if connection is not None:
            connection.close()

    if plans:
        with ThreadPoolExecutor(min(workers, len(plans))) as pool:
            for future in [pool.submit(work) for _ in range(min(workers, len(plans)))]:
                future.result()
    return outcomes


def _attempt(
    alias: str, name: str, connection: psycopg.Connection[Any] | None, item: _Item, scripts: Sequence[Script]
) -> tuple[psycopg.Connection[Any] | None, Outcome | None]:
    """One try; no outcome means "again later". A lost connection is replaced at the next try."""
    start = time.monotonic()
    item.first_at = item.first_at or start
    item.attempts += 1
    try:
        if connection is None:
            connection = admin(alias)
        replay(connection, item.schema, name, scripts)
    except (Busy, psycopg.OperationalError, InjectedFault) as error:
        if connection is not None and not isinstance(error, Busy | psycopg.errors.LockNotAvailable):
            connection.close()
            connection = None
        if start - item.first_at > GIVE_UP_S:
            return connection, _failed(item, start, error)
        # Back-off with jitter, so that workers do not knock at the same door together; never longer than a lock wait,
        # so that a schema that is free again is taken soon, and its readers had the door to themselves as long.
        item.due = time.monotonic() + min(0.1 * 2**item.attempts, LONGEST_BACK_OFF_S) * random.uniform(0.7, 1.3)
        return connection, None
    except Exception as error:
        if connection is not None:
            connection.close()
        return None, _failed(item, start, error)
    return connection, Outcome(item.schema, "migrated", "replay", item.attempts, _ms(start))


def _failed(item: _Item, start: float, error: Exception) -> Outcome:
    text = f"{type(error).__name__}: {error}"
    return Outcome(item.schema, "failed", "replay", item.attempts, _ms(start), text)


def _ms(start: float) -> int:
    return int((time.monotonic() - start) * 1000)
