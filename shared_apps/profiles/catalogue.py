"""Read presets and compliance profiles from their data files, once per process.

Names come in English and Chinese from the files, because they are data and not interface texts.
"""

from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
from django.utils.translation import get_language

DATA = Path(__file__).parent / "data"


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"zh_hans": "zh-hans"}):
    """One text in the languages of the interface."""

    en: str
    zh_hans: str

    def __str__(self) -> str:
        return self.zh_hans if (get_language() or "en").startswith("zh") else self.en


class Preset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a kind of marketplace usually starts. `settings` are first values of rule keys, changeable afterwards."""

    code: str
    version: int
    name: Texts
    description: Texts
    modes: tuple[str, ...]
    settings: dict[str, str | int | bool]


class ComplianceProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The legal home of a marketplace, as far as the software reads it."""

    code: str
    version: int
    name: Texts
    description: Texts
    regions: tuple[str, ...]
    currency: str
    locales: tuple[str, ...]
    time_zone: str
    settings: dict[str, str | int | bool]


T = TypeVar("T", Preset, ComplianceProfile)


@cache
def list_presets() -> tuple[Preset, ...]:
    return _read("presets", Preset)


@cache
def list_profiles() -> tuple[ComplianceProfile, ...]:
    return _read("compliance", ComplianceProfile)


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
