"""Where forms that publish events keep their drafts: an app above the kernel brings the desk."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from shared_apps.foundation.actor import Actor

if TYPE_CHECKING:
    from tenant_apps.trading.kernel.web.event_forms import PublishEventForm


class DraftDesk(Protocol):
    """Keeps drafts. `content` is the input of `trading.publish_event` as far as it is known."""

    def load(self, actor: Actor, draft_id: UUID, mode: str) -> tuple[Mapping[str, Any], int] | None:
        """Content and version of a draft of the mode that this actor may open; None for no such draft."""
        ...

    def save(self, request: HttpRequest, form: "PublishEventForm", content: Mapping[str, Any]) -> HttpResponse:
        """Save what the form holds and go to the draft. What was typed is never lost."""
        ...

    def used(self, actor: Actor, draft_id: UUID, event_id: UUID) -> None:
        """The form of this draft has published the event."""
        ...


_DESK: list[DraftDesk] = []


def declare_desk(desk: DraftDesk) -> None:
    """Make the desk known. Called once by its app."""
    if _DESK and _DESK[0] is not desk:
        raise RuntimeError("there is one desk for drafts")
    _DESK[:] = [desk]


def desk() -> DraftDesk | None:
    return _DESK[0] if _DESK else None
