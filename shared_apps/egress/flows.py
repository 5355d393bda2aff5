"""The registry of flows: every way in which data leave a region, declared beside the code that sends.

What nobody declared does not leave: `gate.leave` blocks it, and a test refuses senders outside the doors. A flow says
which classes of data it carries (`shared_apps/crypto/register.py`, and important and core data as laws name them), to
whom, for which purpose and on what basis.
"""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from django.utils.translation import gettext_lazy as _

from shared_apps.egress.types import DataClass, Exempt, Flow, To, Way

WAYS: Mapping[Way, Any] = {
    "mail": _("Mail"),
    "request": _("Connected system"),
    "download": _("Download"),
    "support": _("View of support"),
    "control": _("Report to the control plane"),
    "head": _("Published head of the log"),
    "store": _("Stored elsewhere"),
    "authority": _("Handed to an authority"),
}
CLASSES: Mapping[DataClass, Any] = {
    "technical": _("technical"),
    "business": _("business"),
    "free_text": _("free text"),
    "pseudonym": _("pseudonyms"),
    "personal": _("personal"),
    "sensitive": _("sensitive personal"),
    "important": _("important"),
    "core": _("core"),
}


REGISTRY: dict[str, Flow] = {}


def declare(
    code: str, way: Way, title: Any, classes: Iterable[DataClass], *, to: To, purpose: str, basis: str,
    exempt: Exempt = "", asks: str = "",
) -> str:  # fmt: skip
    """Make a flow known and return its code; ValueError for one without classes, purpose or basis."""
    named = frozenset(classes)
    if not named or named - set(get_args(DataClass)) or not purpose.strip() or not basis.strip():
        raise ValueError(f"the flow {code} must name classes of data, a purpose and a basis")
    if basis == "consent" and not asks:
        raise ValueError(f"the flow {code} rests on consent and must name the purpose that people are asked for")
    flow = Flow(code, way, title, named, to, purpose, basis, exempt, asks)
    other = REGISTRY.get(code)
    if other is not None and (other.way, other.classes, other.to) != (way, named, to):
        raise RuntimeError(f"two flows are named {code}")
    REGISTRY[code] = flow
    return code
