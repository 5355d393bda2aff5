"""The records of processing: in the register of the controller, and in that of the processor (GDPR art. 30)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.conf import settings

from shared_apps.crypto import register

# Whose data companies bring along: the marketplace keeps it on their behalf.
ON_BEHALF = frozenset({"guest"})


@dataclass(frozen=True, slots=True)
class Registered:
    """One line of the records, and the register in which it stands."""

    role: Literal["controller", "processor"]
    line: register.Processing


def registered() -> Sequence[Registered]:
    """All lines of tables that a marketplace has, the controller's first."""
    lines = register.records(lambda model: model.split(".", 1)[0] in settings.TENANT_LABELS)
    found = [Registered("processor" if line.whose in ON_BEHALF else "controller", line) for line in lines]
    return sorted(found, key=lambda one: one.role)
