"""Questions to providers that wait in a browser's session for their answer: few, short-lived, each used once."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest

WAITING, PROOF = "federation_waiting", "federation_proof"
WAITS_S, MOST = 600, 5
Purpose = Literal["sign_in", "confirm", "link", "invitation", "try"]
PURPOSES: frozenset[str] = frozenset(("sign_in", "confirm", "link", "invitation", "try"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a question was for. `kept` is what its protocol holds the answer against."""

    provider_id: UUID
    purpose: Purpose
    wanted: str
    user: str
    token: str
    asked_at: datetime
    kept: dict[str, str]


def put(request: HttpRequest, mark: str, waiting: Waiting) -> None:
    """Keep a question under its mark (state, or hash of the request); the oldest makes room."""
    rows: dict[str, Any] = request.session.get(WAITING, {})
    rows[mark] = {
        "provider": str(waiting.provider_id), "for": waiting.purpose, "next": waiting.wanted, "user": waiting.user,
        "token": waiting.token, "at": waiting.asked_at.timestamp(), "kept": waiting.kept,
    }  # fmt: skip
    newest = sorted(rows.items(), key=lambda item: item[1]["at"])[-MOST:]
    request.session[WAITING] = dict(newest)


def marks(request: HttpRequest) -> list[str]:
    """The marks of all questions this browser waits for."""
    return list(request.session.get(WAITING, {}))


def pop(request: HttpRequest, mark: str, provider_id: UUID) -> Waiting | None:
    """The question with this mark to this provider, used up; None when this browser asked none, or long ago."""
    rows: dict[str, Any] = request.session.get(WAITING, {})
    row = rows.pop(mark, None)
    if row is None:
        return None
    request.session[WAITING] = rows
    if row["provider"] != str(provider_id) or time.time() - row["at"] > WAITS_S:
        return None
    at = datetime.fromtimestamp(row["at"], UTC)
    return Waiting(provider_id, row["for"], row["next"], row["user"], row["token"], at, row["kept"])
