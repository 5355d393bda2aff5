"""What a room's stream says to each audience when something has happened. Cut by the matrix, like everything else.

Who may not see others' bids must not learn of them by a message that comes, by its time or by its size: to such an
audience only a change of state or end is said, always in as many bytes.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from tenant_apps.trading.kernel.decisions.visibility import Audience, Preset, Viewer, cut, may_see, preset_of

AUDIENCES: tuple[Audience, ...] = ("house", "initiator", "participant", "member")
# What everybody who sees bids sees; a viewer's own facts never travel by a stream.
PUBLIC = ("price_now", "next_valid", "remaining", "bids", "bidders", "extensions", "reserve_met", "leader")
QUIET_SIZE = 96


def sees_bids(preset: Preset, audience: Audience) -> bool:
    """Whether this audience may notice each bid while the event runs."""
    return all(may_see(preset, fact, audience, ended=False) for fact in ("price_now", "bids"))


def announcement(
    facts: Mapping[str, Any], preset: Preset, audience: Audience, *, state: str, end_at: str, has_moved: bool
) -> dict[str, Any] | None:
    """The message for one audience, or None when it gets none. `has_moved`: state or end are others than before."""
    if not sees_bids(preset, audience):
        if not has_moved:
            return None
        return {"state": state, "end_at": end_at, "pad": "." * (QUIET_SIZE - len(state) - len(end_at))}
    public = {name: facts[name] for name in PUBLIC if facts.get(name) is not None}
    shown = cut(public, preset, Viewer(audience), ended=False)
    return {"state": state, "end_at": end_at} | shown


def announcements(
    facts: Mapping[str, Any],
    rules: Mapping[str, Any],
    *,
    alias: int | None,
    now: tuple[str, datetime | None],
    before: tuple[str, datetime | None],
) -> Iterator[tuple[Audience, dict[str, Any]]]:
    """The message for each audience that gets one. `now` and `before` are the event's state and the end that is shown.

    The leader is told by its number in the event (`alias`), so that no name travels.
    """
    known = {**facts, "leader": f"#{alias}" if alias else None}
    preset = preset_of(rules)
    state, end = now
    # While last prices are sealed, nobody may notice by a message that one has come.
    if facts.get("quiet") and now == before:
        return
    for audience in AUDIENCES:
        message = announcement(
            known, preset, audience, state=state, end_at=end.isoformat() if end else "", has_moved=now != before
        )
        if message is not None:
            yield audience, message
