"""The course of a request: which step may follow which state, and when a request may be answered."""

from collections.abc import Mapping

from tenant_apps.privacy.types import LIVE, TELLING

# Step -> states from which it may be made.
FROM: Mapping[str, tuple[str, ...]] = {
    "acknowledge": LIVE,
    "ask_identity": ("received", "working"),
    "confirm_identity": ("received", "identity"),
    "extend": LIVE,
    "collect": ("working",),
    "carry_out": ("working",),
    "answer": ("working",),
    "refuse": LIVE,
    "withdraw": LIVE,
}
# Kinds that change something before they can be answered; the others are answered in words.
DEEDS = ("correct", "erase", "restrict", "object", "optout")


def may(step: str, state: str) -> bool:
    return state in FROM[step]


def lacks(kind: str, *, collected: bool, done: bool) -> str:
    """What must be done before a request of this kind is answered: `collect`, `carry_out`, or nothing."""
    if kind in TELLING and not collected:
        return "collect"
    if kind in DEEDS and not done:
        return "carry_out"
    return ""


def next_step(kind: str, state: str, *, collected: bool, done: bool) -> str:
    """What whoever works on it does next; empty when it is over."""
    if state in ("received", "identity"):
        return "confirm_identity"
    return (lacks(kind, collected=collected, done=done) or "answer") if state == "working" else ""
