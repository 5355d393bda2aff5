"""What a viewer of a room has to do about the changes of its event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from shared_apps.foundation.actor import Actor
from tenant_apps.parties.queries import names_of
from tenant_apps.trading.kernel.decisions.visibility import may_see, preset_of
from tenant_apps.trading.kernel.models import Participant
from tenant_apps.trading.kernel.queries.rooms import Room
from tenant_apps.trading.questions.queries.amendments import (
    AmendmentLine,
    amendments_of,
    has_confirmed,
    last_binding,
    waiting,
)


@dataclass(frozen=True, slots=True)
class Changes:
    """`to_confirm` is the number that the viewer's company has to confirm, 0 for none.

    `unconfirmed` is how many companies have not, None for who may not know; `names` are theirs, or their numbers.
    """

    lines: Sequence[AmendmentLine]
    to_confirm: int
    unconfirmed: int | None
    names: Sequence[str]


def changes_of(actor: Actor, room: Room) -> Changes:
    """Changes of the event of a room that this actor sees, the newest first."""
    lines, number = amendments_of(actor, room.id), last_binding(room.rules)
    to_confirm = 0
    if room.joined and actor.company_id is not None and not room.final_state:
        to_confirm = 0 if has_confirmed(room.lot_id, actor.company_id, number) else number
    late, names = None, _names_of(room)
    if names is not None:
        late = waiting(room.lot_id, room.id, number)
    told = sorted(names.get(company, "") for company in late) if names is not None and late is not None else []
    return Changes(lines, to_confirm, len(late) if late is not None else None, told)


def _names_of(room: Room) -> Mapping[UUID, str] | None:
    """Companies that take part, as this viewer may call them; None where it may not know how many there are."""
    preset, audience, ended = preset_of(room.rules), room.viewer.audience, bool(room.final_state)
    if audience not in ("house", "initiator") or not may_see(preset, "bidders", audience, ended=ended):
        return None
    joined = Participant.objects.filter(trading_event_id=room.id, joined_at__isnull=False)
    if may_see(preset, "identities", audience, ended=ended):
        return names_of(set(joined.values_list("company_id", flat=True)))
    return {company: f"#{alias}" for company, alias in joined.values_list("company_id", "alias")}
