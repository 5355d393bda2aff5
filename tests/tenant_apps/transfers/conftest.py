"""A marketplace whose rules are what a test says, and two people of it."""

from collections.abc import Callable
from typing import Any

import pytest

from shared_apps.foundation.actor import Actor
from shared_apps.foundation.ids import uuid7
from shared_apps.tenancy import policy

Demand = Callable[..., None]


@pytest.fixture
def demand(monkeypatch: pytest.MonkeyPatch) -> Demand:
    """`demand(**{"transfer.route": […]})`: these hold from now on, everything else as it is declared."""
    held: dict[str, Any] = {}
    monkeypatch.setattr(policy, "_resolver", lambda key: held.get(key, policy.KEYS[key].default))
    return held.update


def officer(name: str) -> Actor:
    rights = {
        "transfers.propose_mechanism", "transfers.approve_mechanism", "transfers.reject_mechanism",
        "transfers.end_mechanism", "transfers.enter_request", "transfers.approve_request", "transfers.hand_over",
        "transfers.view_transfer", "transfers.see_blocked",
    }  # fmt: skip
    return Actor(
        kind="user", id=name, user_id=uuid7(), display=name.title(), permissions=frozenset(rights), fresh_factor=True
    )


ANNA, BO, CHEN = officer("anna"), officer("bo"), officer("chen")
