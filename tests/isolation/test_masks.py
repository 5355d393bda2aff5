"""What a role hides is in no answer: no page, no answer of the API, no list as a file, and no ticket for a stream.

    make bench NAME=masks        # every page and every operation

The canaries are the amounts and prices that the tables really hold, in the forms in which people and programs write
them. A changing sample is asked in every run; `KONTOR_AUTHZ_CELLS=all` asks all and counts into `KONTOR_AUTHZ_COUNTS`.
"""

import json
import os
import random
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from shared_apps.commands import run
from shared_apps.foundation.masks import kind_of
from shared_apps.foundation.reach import MASKS
from shared_apps.tenancy import scope
from tenant_apps.identity.commands import DefineRole, define_role
from tenant_apps.parties.models import Company
from tests.fixtures.people import SYSTEM
from tests.isolation.addresses import text_of
from tests.isolation.matrix import FILES, Cell, Endpoint, Stage, endpoints
from tests.isolation.stage import stand_in
from tests.isolation.trades import SECRET_PRICE
from tests.isolation.world import Place, World

ROOT = Path(__file__).resolve().parents[2]
ALL = os.environ.get("KONTOR_AUTHZ_CELLS") == "all"
ONLY = os.environ.get("KONTOR_AUTHZ_ONLY", "")
SAMPLE = int(os.environ.get("KONTOR_AUTHZ_SAMPLE", "90"))
SEATS = ("blind_buyer", "blind_seller", "blind_house")
# Three digits at least, or the number is one that anything may be.
DIGITS = 3
TAX_ID = "TAXCANARY4711"
# Pages and answers full of amounts, which somebody with the same rights and nothing hidden must see.
TELLING = (
    "page /orders/",
    "page /invoices/<uuid:invoice_id>/",
    "api GET api/v1/orders",
    "page /companies/<uuid:company_id>/",
)


@pytest.fixture
def stage(world: World) -> Stage:
    """Somebody who may do everything on each seat, and from whom everything is hidden that can be."""
    stage, place = Stage(world), world.a
    with scope.enter(place.ref):
        for side, seats in (("company", SEATS[:2]), ("marketplace", SEATS[2:])):
            made = run(
                define_role,
                SYSTEM,
                DefineRole(name_en=f"Blind {side}", side=side, permissions=["*"], hidden=list(MASKS)),  # type: ignore[arg-type]
            )
            for seat in seats:
                company_id = {"blind_buyer": place.one.buyer, "blind_seller": place.one.seller}.get(seat)
                stand_in(stage, place, seat, made.code, company_id)
        plain = run(define_role, SYSTEM, DefineRole(name_en="Seeing", permissions=["*"]))
        stand_in(stage, place, "seeing", plain.code, place.one.buyer)
        for company in Company.objects.filter(pk__in=(place.one.buyer, place.one.seller)):
            company.tax_id = TAX_ID
            company.save(update_fields=["tax_id", "tax_id_index"])
    return stage


def amounts(place: Place) -> set[str]:
    """Every amount and price in the tables of a marketplace, as texts that would give it away."""
    found = set(SECRET_PRICE.values())
    with scope.enter(place.ref):
        for model in apps.get_models():
            if not model.__module__.startswith("tenant_apps") or not model._meta.managed:
                continue
            for field in model._meta.concrete_fields:
                if isinstance(field, models.BigIntegerField | models.DecimalField) and kind_of(field.name) in (
                    "prices",
                    "costs",
                    "credit",
                ):
                    values = model._default_manager.exclude(**{field.name: None}).values_list(field.name, flat=True)
                    found |= {text for value in set(values[:2000]) for text in _texts(value)}
    return {text for text in found if len(re.sub(r"\D", "", text).strip("0")) >= DIGITS}


def _texts(value: int | Decimal) -> Iterator[str]:
    if isinstance(value, int):
        value = Decimal(value).scaleb(-2)
    plain = f"{abs(value):f}".rstrip("0").rstrip(".") if value == value.to_integral_value() else f"{abs(value):f}"
    for text in {f"{abs(value):.2f}", plain.rstrip("0") if "." in plain else plain}:
        if "." in text:
            yield text
            yield f"{Decimal(text):,f}"


def secrets(place: Place) -> re.Pattern[str]:
    """What must be in no answer, as one pattern; a number counts alone and not as a part of another."""
    words = sorted({*amounts(place), TAX_ID, "invited.private@example.com"}, key=len, reverse=True)
    return re.compile(rf"(?<![\d.,])(?:{'|'.join(map(re.escape, words))})(?![\d])", re.IGNORECASE)


def asked() -> list[Cell]:
    """Everything that can be read or done here, from every seat."""
    kinds = ("page", "page_signed_in", "api")
    every = [
        Cell(one, seat, "own")
        for one in endpoints()
        for seat in SEATS
        if one.kind in kinds and ONLY in one.name and not _is_of_own_account(one)
    ]
    seed = int(os.environ.get("KONTOR_AUTHZ_SEED") or random.SystemRandom().randrange(2**32))
    return every if ALL else random.Random(seed).sample(every, min(SAMPLE, len(every)))


def _is_of_own_account(one: Endpoint) -> bool:
    return one.address.route.startswith("account/")


def test_what_is_hidden_is_in_no_answer(stage: Stage, world: World) -> None:
    canaries, found, answered = secrets(world.a), [], 0
    assert canaries.pattern.count("|") > 30, "the tables hold amounts to look for"
    by_name = {one.name: one for one in endpoints()}
    for name in TELLING:
        text = text_of(stage.ask(Cell(by_name[name], "seeing", "own"))[0])
        assert canaries.search(text), f"{name} shows no canary to anybody: this test looks for nothing"
    every = asked()
    for number, cell in enumerate(every):
        if number % 200 == 0:
            stage.stay()
        try:
            answer, _took = stage.ask(cell)
        except Exception as error:  # every cell is told of, and not the first alone
            found.append(f"{cell}: {error!r}")
            continue
        answered += answer.status_code < 400
        text = text_of(answer)
        for hit in {hit.group() for hit in canaries.finditer(text)}:
            at = text.index(hit)
            found.append(f"{cell}: {hit} in …{text[max(0, at - 70) : at + 30]!r}")
        if answer.status_code >= 500:
            found.append(f"{cell}: failed with {answer.status_code}")
    for seat in SEATS:
        for route in FILES:
            answer = stage.file(seat, route)
            hits = {hit.group() for hit in canaries.finditer(text_of(answer))}
            if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/csv") or hits:
                found.append(f"{route} as a file for {seat}: {answer.status_code} {sorted(hits)}")
    if target := os.environ.get("KONTOR_AUTHZ_COUNTS"):
        counts = {"asked": len(every), "answered": answered, "canaries": canaries.pattern.count("|") + 1}
        Path(target).write_text(json.dumps(counts | {"shown": len(found), "found": found[:400]}))
    assert found == []
    assert answered > len(every) // 4, "they may do everything, so most is answered"
