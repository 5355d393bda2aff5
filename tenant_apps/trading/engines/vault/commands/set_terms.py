"""Fix a tender before the first bid: its openers, how many must come, criteria, scorers."""

from typing import Any
from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.identity.queries import list_people
from tenant_apps.trading.engines.vault import errors
from tenant_apps.trading.engines.vault.commands.acts import act_for_initiator, initiator_of
from tenant_apps.trading.engines.vault.commands.settle import NamedBeacon
from tenant_apps.trading.engines.vault.decisions.tender import MOST_OPENERS, MOST_SCORERS
from tenant_apps.trading.engines.vault.models import OpenerKey, OpenerRequest, TenderOfficer
from tenant_apps.trading.kernel.commands import BidAnswer


class TenderOption(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An answer a bidder may declare; `value` is a share such as 0.15."""

    code: str
    label: str
    value: str


class TenderCriterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """With `weight` scorers judge it for so many points; with `options` bidders declare it."""

    code: str
    label: str
    weight: str | None = None
    options: list[TenderOption] = []

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = {"code": self.code, "label": self.label}
        if self.options:
            return found | {"options": [msgspec.to_builtins(one) for one in self.options]}
        return found | {"weight": self.weight}


class SetTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`openers` are keys of the own people, of the marketplace, or of companies that lend somebody to this tender.

    `scorers` are people of the company; `beacon` is named where equal bids are drawn by one.
    """

    lot_id: UUID
    openers: list[UUID]
    threshold: int
    criteria: list[TenderCriterion] = []
    scorers: list[UUID] = []
    beacon: NamedBeacon | None = None


@command("vault.set_terms", input=SetTerms)
def set_terms(ctx: Context, data: SetTerms) -> BidAnswer:
    """Fix openers, criteria and scorers of a tender. From then on bids are taken, and nothing of it changes.

    Locks the lot. Refuses keys that are not in use, and what the rules of the tender do not allow.
    """
    initiator_id = initiator_of(ctx, data.lot_id)
    ctx.require("vault.set_terms", initiator_id)
    keys, scorers = _keys(data, initiator_id), _scorers(ctx, data, initiator_id)
    payload = {
        "act": "terms",
        "lot": str(data.lot_id),
        "openers": [key.public_key for key in keys],
        "threshold": data.threshold,
        "criteria": [one.told() for one in data.criteria],
        "scorers": len(scorers),
    } | ({"beacon": data.beacon.told()} if data.beacon else {})
    answer = act_for_initiator(ctx, "vault.set_terms", data.lot_id, payload)
    TenderOfficer.objects.bulk_create(
        [
            TenderOfficer(
                lot_id=data.lot_id, part="opener", number=number, person=key.person, name=key.name,
                fingerprint=key.fingerprint,
            )
            for number, key in enumerate(keys, 1)
        ]
        + [
            TenderOfficer(lot_id=data.lot_id, part="scorer", number=number, person=person, name=name)
            for number, (person, name) in enumerate(scorers, 1)
        ]
    )  # fmt: skip
    return answer


def _keys(data: SetTerms, initiator_id: UUID) -> list[OpenerKey]:
    if len(data.openers) > MOST_OPENERS:
        raise errors.too_many("openers", MOST_OPENERS)
    found = {row.pk: row for row in OpenerKey.objects.filter(pk__in=data.openers, retired_at__isnull=True)}
    lent = set(OpenerRequest.objects.filter(lot_id=data.lot_id, answer="accepted").values_list("key_id", flat=True))
    for at, key_id in enumerate(data.openers):
        if key_id not in found or not (found[key_id].company_id in (None, initiator_id) or key_id in lent):
            raise errors.key_unknown(f"openers[{at}]")
    return [found[key_id] for key_id in dict.fromkeys(data.openers)]


def _scorers(ctx: Context, data: SetTerms, initiator_id: UUID) -> list[tuple[str, str]]:
    if len(data.scorers) > MOST_SCORERS:
        raise errors.too_many("scorers", MOST_SCORERS)
    names = (
        {line.user_id: line.name for line in list_people(ctx.actor, company_id=initiator_id)} if data.scorers else {}
    )
    for at, user_id in enumerate(data.scorers):
        if user_id not in names:
            raise errors.scorer_unknown(f"scorers[{at}]")
    return [(str(user_id), names[user_id]) for user_id in dict.fromkeys(data.scorers)]
