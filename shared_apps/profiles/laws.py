"""Laws and standards as data: what each demands, by version, read from `data/laws` when first asked for.

A row says what is demanded, where, how sure we are, and what keeps it: a rule of the rule book (the key is the rule's),
code with a test (`enforce`, `test`), or the organisation itself, which then shows evidence. A row that was not read in
the primary text carries a mark for counsel wherever it is shown.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, Literal

import msgspec

from shared_apps.profiles.catalogue import DATA, Texts
from shared_apps.profiles.reading import read
from shared_apps.profiles.types import Ban, Demand, Demanded, Merge, Rank, Status

State = Literal["rule", "software", "evidence"]


class Control(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row. `rank` says whether a law or a standard speaks; `rule` that the key is one of the rule book."""

    key: str
    value: Demanded
    merge: Merge
    source: str
    status: Status
    name: Texts
    rank: Rank = "law"
    rule: bool = False
    enforce: str = ""
    test: str = ""
    effective_from: date | None = None

    @property
    def state(self) -> State:
        if self.rule:
            return "rule"
        return "software" if self.enforce else "evidence"


class BanRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A way of trading, or a combination of its rules, that is forbidden."""

    code: str
    mode: str
    source: str
    status: Status
    name: Texts
    effective_from: date
    when: dict[str, list[Demanded]] = {}


class Law(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One profile in one version."""

    profile: str
    version: str
    jurisdiction: str
    effective_from: date
    name: Texts
    description: Texts
    controls: tuple[Control, ...]
    bans: tuple[BanRow, ...] = ()
    order: int = 100

    @property
    def source(self) -> str:
        """How a reason names it: `cn_trade 2026-11`."""
        return f"{self.profile} {self.version}"

    def demands(self) -> list[Demand]:
        return [self.demand(one) for one in self.controls]

    def demand(self, one: Control) -> Demand:
        return Demand(
            self.profile, self.version, one.key, one.value, one.merge, one.rank, one.source, one.status,
            one.effective_from or self.effective_from,
        )  # fmt: skip


@cache
def list_laws() -> tuple[Law, ...]:
    """The newest version of every profile."""
    newest: dict[str, Law] = {}
    for law in _every_version():
        if law.profile not in newest or law.version > newest[law.profile].version:
            newest[law.profile] = law
    return tuple(sorted(newest.values(), key=lambda law: (law.order, law.profile)))


@cache
def _every_version() -> tuple[Law, ...]:
    return tuple(msgspec.convert(read(file), type=Law) for file in sorted((DATA / "laws").glob("*/*.yaml")))


@cache
def _members() -> dict[str, Texts]:
    return msgspec.convert(read(DATA / "laws" / "members.yaml"), type=dict[str, Texts])


def member_name(code: str) -> str:
    """A code of a list or a value in the language of the reader; a text that is no code stands for itself."""
    found = _members().get(code)
    return str(found) if found is not None else code


def get_law(profile: str, version: str = "") -> Law:
    """A profile in a version, the newest if none is named; KeyError if there is none."""
    for law in _every_version() if version else list_laws():
        if law.profile == profile and version in ("", law.version):
            return law
    raise KeyError(profile)


def demands_of(profiles: Iterable[str]) -> list[Demand]:
    """All that the profiles demand in their newest versions; KeyError for an unknown one."""
    return [demand for profile in profiles for demand in get_law(profile).demands()]


def bans_of(profiles: Sequence[str]) -> tuple[Ban, ...]:
    """All that the profiles forbid of trading; KeyError for an unknown one."""
    return _bans(tuple(profiles)) if profiles else ()


@cache
def _bans(profiles: tuple[str, ...]) -> tuple[Ban, ...]:
    return tuple(_ban(get_law(code), row) for code in profiles for row in get_law(code).bans)


def _ban(law: Law, row: BanRow) -> Ban:
    when = {name: tuple(values) for name, values in row.when.items()}
    return Ban(law.profile, row.code, row.mode, when, row.source, row.status, row.effective_from)


def control_of(demand: Demand) -> Control:
    """The row a demand was made from."""
    law = get_law(demand.law, demand.version)
    return next(one for one in law.controls if one.key == demand.key and law.demand(one) == demand)


def ban_name(ban: Ban) -> str:
    """What is forbidden, in the language of the reader."""
    return str(next(row.name for row in get_law(ban.law).bans if row.code == ban.code))


def citations(refs: Iterable[str]) -> list[dict[str, Any]]:
    """What stored references (`cn_trade:sealed_tender.min_bidders`) stand for: profile, source, date, status."""
    found = []
    for ref in refs:
        profile, _colon, key = ref.partition(":")
        try:
            law = get_law(profile)
        except KeyError:
            continue
        found += [
            {
                "profile": str(law.name),
                "source": one.source,
                "effective_from": (one.effective_from or law.effective_from).isoformat(),
                "status": one.status,
            }
            for one in law.controls
            if one.key == key
        ]
    return found
