"""Control maps: for each control of a standard or law, what answers it, read from `data/controls` when first asked for.

A map is not a profile: a profile (`laws.py`) demands values of a marketplace, a map says of every control of a standard
who answers it and by what. Numbers of clauses and articles are facts; titles and notes are our words. Sources: GB/T
22239-2019 clause 8.1, ISO/IEC 27001:2022 Annex A, Regulation (EU) 2016/679, Personal Information Protection Law of
China (2021); how far each was read stands in its `status`, as in `docs/compliance.md`.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Literal

import msgspec

from shared_apps.profiles.catalogue import DATA, Texts
from shared_apps.profiles.reading import read

Answer = Literal["software", "shared", "organisation", "deployment", "not_applicable"]
Read = Literal["V", "S", "B"]


class Control(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One control of a standard.

    `id` is its number there (`8.1.4.1.a`, `5.17`, `33`). `answer`: the product alone, the product together with others,
    the organisation that trades, whoever runs the machines, or nobody. `note` says what has to be shown beside the
    product, or why nothing has. `by` names what answers it: `control:KEY` (a row of the laws), `test:FILE` or
    `test:FILE::NAME`, `doc:FILE`, `asvs:ID`, `command:CODE` and `pack:FILE` (a part of
    an evidence pack). `status` stands where it differs from that of the map.
    """

    id: str
    title: Texts
    answer: Answer
    by: tuple[str, ...] = ()
    note: Texts | None = None
    status: Read | None = None


class ControlMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All controls of one standard, in its order.

    `profiles` are the profiles of law under which the map counts; `status` says how far the standard itself was read
    (V primary text, S secondary page, B believed), `read_on` when; `note` what holds for all rows.
    """

    code: str
    version: str
    name: Texts
    standard: Texts
    status: Read
    read_on: date
    profiles: tuple[str, ...]
    controls: tuple[Control, ...]
    note: Texts | None = None

    def status_of(self, control: Control) -> Read:
        """How far this control was read in its standard: its own mark, or that of the map."""
        return control.status or self.status

    def counts(self) -> dict[Answer, int]:
        """How many controls have which answer, in the order of answers, zeros included."""
        found: dict[Answer, int] = dict.fromkeys(ANSWERS, 0)
        for one in self.controls:
            found[one.answer] += 1
        return found


ANSWERS: tuple[Answer, ...] = ("software", "shared", "organisation", "deployment", "not_applicable")


@cache
def list_maps() -> tuple[ControlMap, ...]:
    """Every map, by code."""
    return tuple(msgspec.convert(read(file), type=ControlMap) for file in sorted((DATA / "controls").glob("*.yaml")))


def get_map(code: str) -> ControlMap:
    """The map with this code; KeyError if there is none."""
    return {one.code: one for one in list_maps()}[code]


def maps_for(profiles: Iterable[str]) -> tuple[ControlMap, ...]:
    """The maps that count for a marketplace under these profiles of law, by code; none for none."""
    chosen = set(profiles)
    return tuple(one for one in list_maps() if chosen & set(one.profiles))
