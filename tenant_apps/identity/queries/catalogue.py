"""All permissions with a line on what each is for: of commands their first sentence, of others as they are declared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared_apps.accounts.actors import SELF, known_permissions
from shared_apps.commands.registry import REGISTRY
from shared_apps.foundation.permissions import DECLARED
from tenant_apps.identity.decisions.built_in_roles import COMPANY_CEILING
from tenant_apps.identity.grants import expanded


@dataclass(frozen=True, slots=True)
class Right:
    """A permission: its code, and what it lets people do."""

    code: str
    meaning: str


def known_rights(side: str) -> Sequence[tuple[str, Sequence[Right]]]:
    """By app, what a role of this side can give."""
    known = known_permissions() - {SELF}
    codes = expanded(COMPANY_CEILING, known) if side == "company" else known
    return rights_by_app(codes)


def rights_by_app(codes: Iterable[str]) -> Sequence[tuple[str, Sequence[Right]]]:
    """These permissions by app, in the order of their codes."""
    meanings = _meanings()
    found: dict[str, list[Right]] = {}
    for code in sorted(codes):
        found.setdefault(code.split(".", 1)[0], []).append(Right(code, meanings.get(code, "")))
    return list(found.items())


def _meanings() -> dict[str, str]:
    """Several commands may share a permission: the one that is called like it speaks for all."""
    found = {}
    for command in REGISTRY.values():
        if command.permission not in found or command.code == command.permission:
            lines = (command.handler.__doc__ or "").strip().splitlines()
            found[command.permission] = lines[0] if lines else ""
    return found | {code: meaning for code, meaning in DECLARED.items() if meaning}
