"""Panels that apps above the kernel put into every room: deposits, questions, changes.

A panel is built for the room as its viewer sees it, so what it shows is cut to this viewer by its app's own queries.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from tenant_apps.trading.kernel.queries.rooms import Room


@dataclass(frozen=True, slots=True)
class PanelShown:
    """A template of the app's, and what it reads as `panel`."""

    template: str
    panel: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Panel:
    """`build` returns None where this viewer gets nothing. Panels stand by `order`, the smallest first."""

    code: str
    order: int
    build: Callable[[HttpRequest, Room], PanelShown | None]


_PANELS: dict[str, Panel] = {}


def declare_panel(panel: Panel) -> None:
    """Make a panel known under its code. Called once by its app."""
    if _PANELS.setdefault(panel.code, panel) != panel:
        raise RuntimeError(f"two panels are named {panel.code!r}")


def panels_of(request: HttpRequest, room: Room) -> list[PanelShown]:
    """The panels this viewer sees in this room, in their order."""
    built = (panel.build(request, room) for panel in sorted(_PANELS.values(), key=lambda one: (one.order, one.code)))
    return [shown for shown in built if shown is not None]
