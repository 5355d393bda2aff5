"""The matrix of who may do what where: nothing is undeclared, and a changing sample of its cells answers as it must.

    make bench NAME=authz        # every cell

`KONTOR_AUTHZ_CELLS=all` asks every cell and counts into the file that `KONTOR_AUTHZ_COUNTS` names.
"""

import json
import logging
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from redis import Redis

from shared_apps.outbox import streams
from shared_apps.tenancy import scope
from tests.isolation.addresses import text_of
from tests.isolation.matrix import (
    BY_SECRET,
    COMPANY_ROLES,
    FILE,
    FILES,
    ROLES,
    TARGETS,
    WIRES,
    Cell,
    Stage,
    body_told,
    cells,
    declared,
    expected,
    leaks,
    must_be_nothing,
    present,
    same_as,
    write,
)
from tests.isolation.stage import stand_up
from tests.isolation.world import World

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = int(os.environ.get("KONTOR_AUTHZ_SAMPLE", "120"))
ONLY = os.environ.get("KONTOR_AUTHZ_ONLY", "")
ALL = os.environ.get("KONTOR_AUTHZ_CELLS") == "all"
# Workers that share the endpoints, each with a world of its own.
PARTS = int(os.environ.get("KONTOR_AUTHZ_PARTS", "1"))
NEAR_S = 0.020


def test_every_endpoint_and_every_right_is_as_declared() -> None:
    """A new page, operation or right: look at the line, then write the file (`make bench NAME=authz ARGS=--write`)."""
    if os.environ.get("KONTOR_AUTHZ_WRITE"):
        write()
    said, found = declared(), present()
    assert sorted(found.keys() - said.keys()) == [], f"endpoints that {FILE.name} does not know"
    assert sorted(said.keys() - found.keys()) == [], f"gone from the product, not from {FILE.name}"
    assert {name: (said[name], one) for name, one in found.items() if said[name] != one} == {}


def test_what_has_no_address_is_proved_by_tests_that_exist() -> None:
    for test in WIRES.values():
        file, _colons, name = test.partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(), re.MULTILINE), test


def test_the_axes_are_those_of_the_plan() -> None:
    assert (len(ROLES), len(TARGETS)) == (13, 6)


@pytest.fixture
def stage(world: World) -> Stage:
    return stand_up(world)


class Lines(logging.Handler):
    """Everything that was logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(f"{record.getMessage()} {record.exc_info or ''}")


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


class Sent:
    """What would have left: mails, and what was said in rooms."""

    def __init__(self) -> None:
        self.rooms: list[tuple[str, str]] = []

    def say(self, room: str, message: Mapping[str, Any], audience: str) -> None:
        self.rooms.append((scope.tenant().slug, f"{room} {audience} {dict(message)}".upper()))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Rooms hear nothing of what is undone: what they would have heard is kept here."""
    kept = Sent()
    monkeypatch.setattr(streams, "publish", kept.say)
    mail.outbox.clear()
    return kept


def chosen(seed: int, part: int) -> list[Cell]:
    """Every cell of this part of the endpoints that asks something of its own, or a sample of them."""
    mine = set(sorted({cell.endpoint.name for cell in cells()})[part::PARTS])
    asks = (cell for cell in cells() if cell.endpoint.name in mine and ONLY in cell.endpoint.name)
    distinct = [cell for cell in asks if same_as(cell) == cell.target]
    return distinct if ALL else random.Random(seed).sample(distinct, min(SAMPLE // PARTS, len(distinct)))


@pytest.mark.parametrize("part", range(PARTS))
def test_cells_answer_as_they_must(stage: Stage, world: World, lines: Lines, sent: Sent, part: int) -> None:
    """Unexpected answers, foreign things that look unlike missing ones, and canaries of others: in answers, lists as
    files, mails, rooms and logs."""
    seed = int(os.environ.get("KONTOR_AUTHZ_SEED") or random.SystemRandom().randrange(2**32))
    who, wrong, found = declared(), Counter[str](), list[str]()
    told: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    asked = chosen(seed, part)
    for number, cell in enumerate(asked):
        if number % 200 == 0:
            stage.stay()
        answer, took = stage.ask(cell)
        if problem := expected(cell, answer, who[cell.endpoint.name]["who"]):
            wrong["unexpected"] += 1
            found.append(f"{cell}: {problem}")
        if cell.endpoint.address.route not in BY_SECRET and (words := leaks(cell, answer, world, stage.said(cell))):
            wrong["leaks"] += 1
            found.append(f"{cell}: shows {words}")
        alike = cell.target in ("other_tenant", "missing") or must_be_nothing(cell)
        if cell.endpoint.names_object and alike:
            told[cell.endpoint.name, cell.role][cell.target] = body_told(answer)
            times[cell.endpoint.name][cell.target].append(took)
    for (name, role), by_target in told.items():
        differs = _differs(by_target, role)
        if differs:
            wrong["told_apart"] += 1
            found.append(f"{name} as {role}: {differs}")
    for who, route in ((f"{role}{two}", route) for role in COMPANY_ROLES for two in ("", ":two") for route in FILES):
        words = _foreign_to(world, who) if ALL or number_of(who, route, seed) else []
        text = text_of(stage.file(who, route)).upper() if words else ""
        if shown := [word for word in words if word in text]:
            wrong["leaks"] += 1
            found.append(f"{route} as a file for {who}: shows {shown}")
    found += (gone := _leaves(sent, world))
    wrong["leaks"] += len(gone)
    slow = _told_by_time(stage, times)
    logged = [line for line in lines.found if any(word in line.upper() for word in _secrets(world))]
    wrong["logged"] = len(logged)
    _count(part, asked, wrong, found, slow, _cached(world))
    assert found == [], f"KONTOR_AUTHZ_SEED={seed}"
    assert logged == [], f"KONTOR_AUTHZ_SEED={seed}"


def number_of(who: str, route: str, seed: int) -> bool:
    """Whether a sample looks at this one: one of eight."""
    return random.Random(f"{who} {route} {seed}").random() < 0.125


def _foreign_to(world: World, who: str) -> list[str]:
    """Words of other marketplaces, and of the pair that somebody does not belong to."""
    pair = world.a.one if who.endswith(":two") else world.a.two
    return [world.b.word, world.c.word, pair.secret]


def _leaves(sent: Sent, world: World) -> list[str]:
    """Mails and messages in rooms of one marketplace with words of another."""
    found = []
    by_slug = {place.ref.slug: place for place in (world.a, world.b, world.c)}
    for slug, text in sent.rooms:
        own = by_slug[slug].word
        found += [f"a room of {slug} hears {p.word}" for p in by_slug.values() if p.word != own and p.word in text]
    for letter in mail.outbox:
        text = f"{letter.to} {letter.subject} {letter.body}".upper()
        words = [place.word for place in by_slug.values() if place.word in text]
        if len(words) > 1:
            found.append(f"a mail to {letter.to} shows {words}")
    return found


def _differs(by_target: dict[str, str], role: str) -> str:
    """How a target is told from a missing one, where the role may know of neither."""
    missing = by_target.get("missing")
    if missing is None or not missing.startswith("404"):
        return ""
    for target in ("other_tenant", "other_company"):
        text = by_target.get(target)
        if text is not None and text != missing and (target == "other_tenant" or text.startswith(("404", "403"))):
            at = next((n for n, (x, y) in enumerate(zip(text, missing, strict=False)) if x != y), 0)
            return f"{target} says {text[max(0, at - 20) : at + 60]!r} and a missing one {missing[at : at + 60]!r}"
    return ""


def _told_by_time(stage: Stage, times: dict[str, dict[str, list[float]]]) -> list[str]:
    """Endpoints where foreign and missing things take different time, measured again in turns before it is said."""
    if not ALL:
        return []
    slow = []
    by_name = {(cell.endpoint.name, cell.role, cell.target): cell for cell in cells()}
    for name, by_target in times.items():
        if "missing" not in by_target:
            continue
        for target in ("other_tenant", "other_company"):
            if target in by_target and abs(median(by_target[target]) - median(by_target["missing"])) > NEAR_S:
                one, other = by_name[name, "admin", target], by_name[name, "admin", "missing"]
                pairs = [(stage.ask(one)[1], stage.ask(other)[1]) for _ in range(9)]
                gap = median(first for first, _ in pairs) - median(second for _, second in pairs)
                if target == "other_tenant" and abs(gap) > NEAR_S:
                    slow.append(f"{name}, {target}: {gap * 1000:.0f} ms")
    return slow


def _secrets(world: World) -> list[str]:
    return [f"{place.word}{number}PRIVATE" for place in (world.a, world.b, world.c) for number in ("ONE", "TWO")]


def _cached(world: World) -> int:
    """Values of the cache that lie under one marketplace's keys and show another's words."""
    store, found = Redis.from_url(settings.VALKEY_URL), 0
    for key in store.scan_iter(count=1000):
        if store.type(key) != b"string":
            continue
        text = f"{key!r} {store.get(key)!r}".upper()
        words = [place.word for place in (world.a, world.b, world.c) if place.word in text]
        found += len(words) > 1
    return found


def _count(part: int, asked: list[Cell], wrong: Counter[str], found: list[str], slow: list[str], cached: int) -> None:
    target = os.environ.get("KONTOR_AUTHZ_COUNTS")
    if not target:
        return
    every = list(cells())
    Path(f"{target}.{part}").write_text(
        json.dumps(
            {
                "endpoints": len({cell.endpoint.name for cell in every}),
                "cells": len(every),
                "asked": len(asked),
                "covered": len({(c.endpoint.name, c.role, same_as(c)) for c in every}
                               & {(c.endpoint.name, c.role, c.target) for c in asked}),
                "distinct": len({(c.endpoint.name, c.role, same_as(c)) for c in every}),
                "cached": cached,
                "slow": slow,
                "found": found[:400],
                **{name: wrong[name] for name in ("unexpected", "leaks", "told_apart", "logged")},
            }
        )
    )  # fmt: skip
