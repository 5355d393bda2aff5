"""The rules of one listing, pinned: those in force, its own on top, and the zone its trading hours are meant in."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared_apps.foundation import canonical
from shared_apps.foundation.quantity import plain
from shared_apps.foundation.refusals import Refusal
from tenant_apps.rulesets.queries import Pinned, effective, pin
from tenant_apps.trading.engines.listing import errors
from tenant_apps.trading.engines.listing.commands.listed import MODE, positive

SHORT = ("min_take", "take_step")


def pin_listing(
    own: Mapping[str, Any], min_take: str | None, take_step: str | None, unit: str, quantity: Decimal, category: str,
    template: str,
) -> Pinned:  # fmt: skip
    """The pinned rules; a Refusal names the field."""
    asked = dict(own)
    for name, given in (("min_take", min_take), ("take_step", take_step)):
        if given is not None:
            asked[name] = plain(positive(given, name, unit))
    try:
        pinned = pin(MODE, asked, category=category, template=template)
    except Refusal as refusal:
        is_plain = refusal.field == "template" or (refusal.field in SHORT and refusal.field not in own)
        refusal.field = refusal.field if is_plain else f"rules.{refusal.field}"
        raise
    if "min_take" in asked and Decimal(str(pinned.values["min_take"])) > quantity:
        raise errors.of_verdict("trading.min_take_too_large", {})
    if pinned.values["price_kind"] == "tiered" and not pinned.values["tiers"]:
        raise errors.tiers_missing()
    if pinned.values["sessions"] and not pinned.values["session_zone"]:
        return _in_zone(pinned, str(effective("general.time_zone").value))
    return pinned


def _in_zone(pinned: Pinned, zone: str) -> Pinned:
    """The marketplace may change its zone later; the hours of this listing stay those that were read."""
    values = {**pinned.values, "session_zone": zone}
    return Pinned(values, canonical.digest({"pinned": pinned.hash, "session_zone": zone}), pinned.version)
