"""Read presets and compliance profiles from their data files, once per process.

Names come in English and Chinese from the files, because they are data and not interface texts.
"""

from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.utils.translation import get_language

DATA = Path(__file__).parent / "data"


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"zh_hans": "zh-hans"}):
    """One text in the languages of the interface."""

    en: str
    zh_hans: str

    def __str__(self) -> str:
        return self.zh_hans if (get_language() or "en").startswith("zh") else self.en


Setting = str | int | bool | list[str | list[str]]


class LimitData(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a profile or a preset lets the levels below it do with a rule; `law` says why."""

    lock: str = "open"
    least: str | None = None
    most: str | None = None
    choices: tuple[str, ...] | None = None
    law: str = ""

    def stored(self) -> dict[str, Any]:
        """As the rule book takes it."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return {name: value for name, value in found.items() if name != "law"}


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a kind of marketplace usually starts. `settings` are first values of rule keys, changeable afterwards."""

    code: str
    version: int
    name: Texts
    description: Texts
    modes: tuple[str, ...]
    settings: dict[str, Setting]
    limits: dict[str, LimitData] = {}


class Industry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an industry usually does differently, laid over the preset of any kind of business."""

    code: str
    version: int
    name: Texts
    description: Texts
    settings: dict[str, Setting]


class ComplianceProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The legal home of a marketplace: what follows from where it is. `laws` are the profiles it starts with."""

    code: str
    version: int
    name: Texts
    description: Texts
    regions: tuple[str, ...]
    currency: str
    locales: tuple[str, ...]
    time_zone: str
    settings: dict[str, Setting]
    laws: tuple[str, ...] = ()
    limits: dict[str, LimitData] = {}


T = TypeVar("T", Preset, Industry, ComplianceProfile)


@cache
def list_presets() -> tuple[Preset, ...]:
    return _read("presets", Preset)


@cache
def list_profiles() -> tuple[ComplianceProfile, ...]:
    return _read("compliance", ComplianceProfile)


@cache
def list_industries() -> tuple[Industry, ...]:
    return _read("industries", Industry)


def get_industry(code: str) -> Industry:
    """The industry with this code; KeyError if there is none."""
    return {item.code: item for item in list_industries()}[code]


def preset_values(kind: str, industry: str = "") -> dict[str, Setting]:
    """The values of a kind of business with those of an industry on top; KeyError naming what there is none of."""
    return {**get_preset(kind).settings, **(get_industry(industry).settings if industry else {})}


def get_preset(code: str) -> Preset:
    """The preset with this code; KeyError if there is none."""
    return {item.code: item for item in list_presets()}[code]


def get_profile(code: str) -> ComplianceProfile:
    """The compliance profile with this code; KeyError if there is none."""
    return {item.code: item for item in list_profiles()}[code]


def list_profiles_for(region: str) -> tuple[ComplianceProfile, ...]:
    """Profiles that may be chosen for data kept in `region`."""
    return tuple(item for item in list_profiles() if not item.regions or region in item.regions)


def _read(folder: str, kind: type[T]) -> tuple[T, ...]:
    files = sorted((DATA / folder).glob("*.json"))
    return tuple(msgspec.json.decode(file.read_bytes(), type=kind) for file in files)
