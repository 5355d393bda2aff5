"""Turn rows of a stock file into messages: ids from file and row, numbers and times from the file where it has none."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime

_TIME = re.compile(r"(20\d{2})-?(\d{2})-?(\d{2})(?:[T_-]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?")


def time_of(name: str, uploaded_at: datetime) -> datetime:
    """The moment a file speaks of: the one in its name (`stock-20261126T0600.csv`, UTC), else when it came.

    A name that says the future does not count; a late file with an old time is late, whenever it is uploaded.
    """
    found = _TIME.search(name)
    if found is None:
        return uploaded_at
    try:
        told = datetime(*(int(part or 0) for part in found.groups()), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return uploaded_at
    return min(told, uploaded_at)


def number_of(at: datetime) -> int:
    """A number that rises with time, in milliseconds."""
    return int(at.timestamp() * 1000)


def message_of(row: Mapping[str, str], name: str, sha256: str, at: datetime) -> dict[str, object]:
    """The push message of a row; the same file and row give the same id, so reading it again changes nothing.

    Raises ValueError with `(column, reason)` for a time that cannot be read.
    """
    said_at = at
    if row["said_at"]:
        try:
            said_at = datetime.fromisoformat(row["said_at"])
        except ValueError as error:
            raise ValueError("said_at", "a time such as 2026-11-26T06:00:00Z is needed") from error
        if said_at.tzinfo is None:
            raise ValueError("said_at", "the time must say its zone")
    mark = hashlib.sha256(f"{name}|{sha256}".encode()).hexdigest()[:24]
    return {
        "message_id": f"file-{mark}-{row['row']}",
        "sku": row["sku"],
        "warehouse": row["warehouse"],
        "sequence": int(row["sequence"] or number_of(said_at)),
        "said_at": said_at,
        "on_hand": row["on_hand"] or None,
        "change": row["change"] or None,
    }
