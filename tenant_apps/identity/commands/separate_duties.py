"""Rules that say what nobody does both: made and retired, never changed, so that the log says which one counted."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.actors import SELF, known_permissions
from shared_apps.commands import Context, command
from shared_apps.foundation.permissions import expand
from tenant_apps.identity import errors
from tenant_apps.identity.bounds import checked_reason
from tenant_apps.identity.decisions.separating import ROLE
from tenant_apps.identity.events import SeparationChanged
from tenant_apps.identity.models import Role, Separation
from tenant_apps.identity.role_fields import PATTERN
from tenant_apps.parties.errors import company_unknown
from tenant_apps.parties.queries import list_by_ids

MOST, TERMS_MOST = 100, 50


class DefineSeparation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Nobody holds something of `left` and something of `right`: codes, patterns of codes, or `role:<code>`.

    `reach`: in one `company` (each of them, and the marketplace itself), or anywhere in the `marketplace`. With
    `company_id` it is that company's own; people of a company make those of their own, whatever they say.
    """

    name: str
    left: list[str]
    right: list[str]
    reach: Literal["company", "marketplace"] = "company"
    company_id: UUID | None = None
    why: str = ""


class RetireSeparation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    separation_id: UUID


class SeparationWritten(msgspec.Struct, frozen=True, kw_only=True):
    separation_id: UUID


@command(
    "identity.define_separation",
    input=DefineSeparation,
    permission="identity.separate_duties",
    needs_fresh_factor=True,
    risk="high",
)
def define_separation(ctx: Context, data: DefineSeparation) -> SeparationWritten:
    """Says what nobody does both, from the next click.

    Who does both already keeps the left side; the page lists them until somebody takes one of the two away.
    """
    company_id, reach = data.company_id, data.reach
    if ctx.actor.kind != "system" and not ctx.actor.is_marketplace:
        company_id, reach = ctx.actor.company_id, "company"
    if company_id is not None:
        if company_id not in list_by_ids([company_id]):
            raise company_unknown(company_id)
        if reach != "company":
            raise errors.bad_separation("reach", _("A rule of a company counts in that company."))
    name = " ".join(data.name.split())
    if not 1 <= len(name) <= 80:
        raise errors.bad_separation("name", _("A rule needs a name of 1 to 80 characters."))
    running = Separation.objects.filter(company_id=company_id, retired_at__isnull=True)  # type: ignore[misc]
    if running.count() >= MOST:
        raise errors.bad_separation("name", _("There are %(most)s rules already.") % {"most": MOST})
    left, right = (_checked(ctx, field, terms) for field, terms in (("left", data.left), ("right", data.right)))
    known = known_permissions()
    if both := (expand(_codes(left), known) & expand(_codes(right), known)) | (set(left) & set(right)):
        raise errors.bad_separation("right", _("%(code)s stands on both sides.") % {"code": sorted(both)[0]})
    row = Separation.objects.create(
        name=name,
        why=checked_reason(data.why),
        left=left,
        right=right,
        reach=reach,
        company_id=company_id,
        made_at=ctx.now,
        made_by_id=ctx.actor.user_id,
    )
    ctx.emit(SeparationChanged(separation_id=row.id, company_id=company_id, is_retired=False))
    facts = {"left": left, "right": right, "reach": reach, "company_id": str(company_id or "")}
    ctx.audit(target="identity.separation", target_id=row.id, facts=facts)
    return SeparationWritten(separation_id=row.id)


@command(
    "identity.retire_separation",
    input=RetireSeparation,
    permission="identity.separate_duties",
    needs_fresh_factor=True,
    risk="high",
)
def retire_separation(ctx: Context, data: RetireSeparation) -> SeparationWritten:
    """Ends a rule: from the next click both sides may be held again."""
    rows = Separation.objects.all() if ctx.actor.kind == "system" else Separation.objects.visible_to(ctx.actor)
    row = rows.select_for_update(of=("self",)).filter(pk=data.separation_id, retired_at__isnull=True).first()
    if row is None:
        raise errors.no_such_separation(data.separation_id)
    if ctx.actor.kind != "system" and ctx.actor.company_id not in (None, row.company_id):
        raise errors.separation_is_the_marketplaces()
    row.retired_at = ctx.now
    row.save(update_fields=["retired_at"])
    ctx.emit(SeparationChanged(separation_id=row.id, company_id=row.company_id, is_retired=True))
    ctx.audit(target="identity.separation", target_id=row.id, facts={"retired": True})
    return SeparationWritten(separation_id=row.id)


def _codes(terms: Sequence[str]) -> list[str]:
    return [one for one in terms if not one.startswith(ROLE)]


def _checked(ctx: Context, field: str, terms: Sequence[str]) -> list[str]:
    """Codes and patterns that name something, and roles that the actor may see."""
    found = list(dict.fromkeys(one.strip() for one in terms if one.strip()))
    if not 1 <= len(found) <= TERMS_MOST:
        raise errors.bad_separation(field, _("A side has 1 to %(most)s entries.") % {"most": TERMS_MOST})
    known = known_permissions() - {SELF}
    roles = Role.objects.all() if ctx.actor.kind == "system" else Role.objects.visible_to(ctx.actor)
    for one in found:
        if one.startswith(ROLE):
            if not roles.filter(code=one.removeprefix(ROLE), retired_at__isnull=True).exists():
                raise errors.bad_separation(field, _("There is no role %(code)s.") % {"code": one.removeprefix(ROLE)})
        elif one.startswith("-") or not PATTERN.fullmatch(one) or not expand([one], known) & known:
            raise errors.bad_separation(field, _("There is no permission %(code)s.") % {"code": one[:80]})
    return found
