"""The connectors there are, each with its typed settings. One more is one entry here and one module."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext_lazy as _

from shared_apps.egress import http
from tenant_apps.integrations.connectors.interface import Connector
from tenant_apps.integrations.connectors.reference import Reference, ReferenceSettings

_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


class PushSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A system that sends by itself needs none."""


class FileSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`folder` in the marketplace's object store where the system leaves its files; `every_minutes` it is looked at."""

    folder: str = ""
    every_minutes: int = 15


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of connector. `open` is None where nothing is asked over the network."""

    code: str
    title: Any
    help: Any
    settings: type[msgspec.Struct]
    open: Callable[[Any, str, UUID | None], Connector] | None = None
    has_secret: bool = False
    is_scheduled: bool = False


KINDS: dict[str, Kind] = {
    one.code: one
    for one in (
        Kind("push", _("Sends by itself"), _("The system calls the API with a key of the company."), PushSettings),
        Kind(
            "reference", _("Is asked (reference API)"),
            _("Kontor asks for changes, heals gaps and hands over orders."),
            ReferenceSettings, Reference, has_secret=True, is_scheduled=True,
        ),
        Kind(
            "file", _("Leaves files"), _("Stock files are uploaded here or found in the object store."),
            FileSettings, is_scheduled=True,
        ),
    )
}  # fmt: skip


class BadSettings(ValueError):
    """`args` are the field and why."""


def read_settings(kind: Kind, told: dict[str, Any]) -> msgspec.Struct:
    """The typed settings of stored or typed values."""
    try:
        found = msgspec.convert(told, kind.settings, strict=False)
    except msgspec.ValidationError as error:
        field = next((name for name in kind.settings.__struct_fields__ if f"`$.{name}`" in str(error)), "settings")
        raise BadSettings(field, str(error)) from error
    every = getattr(found, "every_minutes", 1)
    if not 1 <= every <= 1440:
        raise BadSettings("every_minutes", "1 to 1440")
    if isinstance(found, ReferenceSettings):
        try:
            http.check(found.address)
        except http.Refused as error:
            raise BadSettings("address", str(error)) from error
    if isinstance(found, FileSettings) and found.folder and not _FOLDER.fullmatch(found.folder):
        raise BadSettings("folder", "letters, digits, dashes")
    return found
