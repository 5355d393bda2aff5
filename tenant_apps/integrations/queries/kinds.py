"""The connectors there are, for forms and the API."""

from dataclasses import dataclass
from typing import Any

from tenant_apps.integrations.connectors.kinds import KINDS


@dataclass(frozen=True, slots=True)
class KindFacts:
    """One connector: what a form asks for it."""

    code: str
    title: Any
    help: Any
    fields: tuple[str, ...]
    has_secret: bool


def connector_kinds() -> list[KindFacts]:
    return [
        KindFacts(one.code, one.title, one.help, one.settings.__struct_fields__, one.has_secret)
        for one in KINDS.values()
    ]


def connector_kind(code: str) -> KindFacts | None:
    return next((one for one in connector_kinds() if one.code == code), None)
