"""Windows in the database: load what acts ask for, and add what they left."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import scope
from tenant_apps.anomalies.types import Act, Ask, Seen, Sight, Windows, floor

LOAD = """
SELECT asked.kind, asked.key, seen.at, seen.mark, seen.value, seen.times
FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::int[]) AS asked (kind, key, since, most)
CROSS JOIN LATERAL (
    SELECT s.at, s.mark, s.value, s.times FROM anomalies_sighting s
    WHERE s.kind = asked.kind AND s.key = asked.key AND s.at >= asked.since ORDER BY s.at DESC LIMIT asked.most
) seen
ORDER BY asked.kind, asked.key, seen.at, seen.mark
"""
ADD = """
INSERT INTO anomalies_sighting (id, kind, key, mark, at, value, times)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::bigint[], %s::int[])
ON CONFLICT (kind, key, at, mark) DO UPDATE
    SET value = anomalies_sighting.value + excluded.value, times = anomalies_sighting.times + excluded.times
"""
KEY_LENGTH, MARK_LENGTH = 200, 400


def load(asks: Sequence[Ask], since: datetime) -> Windows:
    """What was seen before the acts that ask; `since` is the time of the earliest of them."""
    if not asks:
        return Windows()
    # One window of a key: the longest and deepest that any rule asks for.
    widest: dict[tuple[str, str], Ask] = {}
    for ask in asks:
        known = widest.get((ask.kind, ask.key))
        if known is None or known.span < ask.span or known.most < ask.most:
            both = (ask, known or ask)
            widest[ask.kind, ask.key] = Ask(
                ask.kind, ask.key, max(one.span for one in both), max(one.most for one in both)
            )
    wanted = list(widest.values())
    rows: dict[tuple[str, str], list[Seen]] = {}
    with transaction.get_connection(scope.alias()).cursor() as cursor:
        cursor.execute(LOAD, [
            [one.kind for one in wanted], [one.key[:KEY_LENGTH] for one in wanted],
            [since - one.span for one in wanted], [one.most for one in wanted],
        ])  # fmt: skip
        for kind, key, at, mark, value, times in cursor.fetchall():
            rows.setdefault((kind, key), []).append(Seen(at, mark, value, times))
    return Windows(rows)


def add(left: Iterable[tuple[Act, Sight]]) -> None:
    """Write what acts left; sights of one key, mark and time are one row with their sum."""
    sums: dict[tuple[str, str, datetime, str], list[int]] = {}
    for act, sight in left:
        key = (sight.kind, sight.key[:KEY_LENGTH], floor(act.at, sight.grain), sight.mark[:MARK_LENGTH])
        known = sums.setdefault(key, [0, 0])
        known[0] += sight.value
        known[1] += 1
    if not sums:
        return
    # In one order, so that two watchers of one marketplace would wait and not stand in each other's way.
    keys = sorted(sums)
    with transaction.get_connection(scope.alias()).cursor() as cursor:
        cursor.execute(ADD, [
            [uuid7() for _ in keys], [one[0] for one in keys], [one[1] for one in keys], [one[3] for one in keys],
            [one[2] for one in keys], [sums[one][0] for one in keys], [sums[one][1] for one in keys],
        ])  # fmt: skip
