"""Purposes of using data of people: publish a version, retire one; consent, withdraw, object."""

import hashlib
import re
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from shared_apps.accounts.actors import SELF
from shared_apps.audit.record import origin, strength_of
from shared_apps.commands import Context, command
from tenant_apps.privacy import errors
from tenant_apps.privacy.commands.steps import house_only, own_id, words
from tenant_apps.privacy.decisions.gate import CAN_BE_OBJECTED
from tenant_apps.privacy.events import ConsentChanged
from tenant_apps.privacy.models import Assessment, ConsentAct, Purpose
from tenant_apps.privacy.queries.periods import codes
from tenant_apps.privacy.queries.purposes import BROWSER, unheard
from tenant_apps.privacy.types import BASES, SEPARATE

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


class PublishPurpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`basis`: consent, contract, duty, interest, vital, public. `separate`: provide, publish, sensitive, cross_border.

    Both languages are published at once: nobody consents to a text they cannot read.
    """

    code: str
    basis: str
    title_en: str
    title_zh_hans: str
    text_en: str
    text_zh_hans: str
    retention_months: int
    separate: list[str] = []
    kinds: list[str] = []


class RetirePurpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    code: str


class PurposeAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`digest_en` and `digest_zh_hans` are the SHA-256 of title, line break, text."""

    purpose_id: UUID
    code: str
    version: int
    digest_en: str
    digest_zh_hans: str


class GiveConsent(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`digest` of the text as it was shown, in `language`; one purpose at a time."""

    code: str
    language: str
    digest: str


class OfPurpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    code: str


class HearSignal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The browser of whoever acts said `Sec-GPC: 1`."""


class SignalHeard(msgspec.Struct, frozen=True, kw_only=True):
    """Codes of the purposes that ended by it."""

    ended: list[str]


class ConsentAnswer(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    act: str
    version: int


def digest_of(title: str, text: str) -> str:
    """Of exactly what is shown."""
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()


@command("privacy.publish_purpose", input=PublishPurpose, needs_fresh_factor=True, risk="high")
def publish_purpose(ctx: Context, data: PublishPurpose) -> PurposeAnswer:
    """Publishes a purpose for which data of people is used, or its next version.

    Consents to an older text do not count for a new one. What the rules want assessed needs an assessment before.
    """
    house_only(ctx)
    _check(data)
    before = Purpose.objects.select_for_update().filter(code=data.code).order_by("-version").first()
    titles = words(data.title_en, "title_en", 120), words(data.title_zh_hans, "title_zh_hans", 120)
    texts = words(data.text_en, "text_en"), words(data.text_zh_hans, "text_zh_hans")
    row = Purpose.objects.create(
        code=data.code, version=before.version + 1 if before else 1, basis=data.basis, separate=sorted(data.separate),
        kinds=[one.strip()[:40] for one in data.kinds if one.strip()][:20], title_en=titles[0],
        title_zh_hans=titles[1], text_en=texts[0], text_zh_hans=texts[1], retention_months=data.retention_months,
        digest_en=digest_of(titles[0], texts[0]), digest_zh_hans=digest_of(titles[1], texts[1]),
        published_at=ctx.now, published_by=ctx.actor.display[:200],
    )  # fmt: skip
    ctx.audit(
        target="privacy.purpose", target_id=row.pk,
        facts={"code": row.code, "version": row.version, "basis": row.basis, "digest": row.digest_en},
    )  # fmt: skip
    return PurposeAnswer(
        purpose_id=row.pk, code=row.code, version=row.version, digest_en=row.digest_en,
        digest_zh_hans=row.digest_zh_hans,
    )  # fmt: skip


@command("privacy.retire_purpose", input=RetirePurpose)
def retire_purpose(ctx: Context, data: RetirePurpose) -> PurposeAnswer:
    """Ends a purpose: from now on it may use nobody's data."""
    house_only(ctx)
    row = Purpose.objects.select_for_update().filter(code=data.code).order_by("-version").first()
    if row is None or row.retired_at is not None:
        raise errors.no_purpose(data.code)
    row.retired_at = ctx.now
    row.save(update_fields=["retired_at"])
    ctx.audit(target="privacy.purpose", target_id=row.pk, facts={"code": row.code, "version": row.version})
    return PurposeAnswer(
        purpose_id=row.pk, code=row.code, version=row.version, digest_en=row.digest_en,
        digest_zh_hans=row.digest_zh_hans,
    )  # fmt: skip


@command("privacy.give_consent", input=GiveConsent, permission=SELF)
def give_consent(ctx: Context, data: GiveConsent) -> ConsentAnswer:
    """Consents to one purpose, in the words that were shown. Nothing else depends on it."""
    row = _purpose(data.code)
    if row.basis != "consent":
        raise errors.not_by_consent(row.code)
    if data.language not in ("en", "zh-hans"):
        raise errors.bad("language", _("The text is there in English and in Chinese."))
    if data.digest != (row.digest_en if data.language == "en" else row.digest_zh_hans):
        raise errors.other_text()
    return _said(ctx, row, "given", data.language, data.digest)


@command("privacy.withdraw_consent", input=OfPurpose, permission=SELF)
def withdraw_consent(ctx: Context, data: OfPurpose) -> ConsentAnswer:
    """Takes a consent back, with one press; every service goes on as before."""
    row = _purpose(data.code, also_retired=True)
    last = _last(own_id(ctx), row.code)
    if last is None or last.act != "given":
        raise errors.not_given()
    return _said(ctx, row, "withdrawn", last.language, last.digest)


@command("privacy.object_to", input=OfPurpose, permission=SELF)
def object_to(ctx: Context, data: OfPurpose) -> ConsentAnswer:
    """Objects to a purpose that rests on an interest; it stops using this person's data at once."""
    row = _purpose(data.code)
    if row.basis not in CAN_BE_OBJECTED:
        raise errors.not_objectable(row.code)
    return _said(ctx, row, "objected", "en", row.digest_en)


@command("privacy.lift_objection", input=OfPurpose, permission=SELF)
def lift_objection(ctx: Context, data: OfPurpose) -> ConsentAnswer:
    """Takes an objection back."""
    row = _purpose(data.code)
    last = _last(own_id(ctx), row.code)
    if last is None or last.act != "objected":
        raise errors.not_given()
    return _said(ctx, row, "lifted", last.language, last.digest)


@command("privacy.hear_signal", input=HearSignal, permission=SELF)
def hear_signal(ctx: Context, data: HearSignal) -> SignalHeard:
    """Hears the browser's signal against selling and sharing (Sec-GPC): every purpose that gives data to others ends.

    Each purpose once: whoever consents to one afterwards, in the words that are shown, means it.
    """
    user_id = own_id(ctx)
    ended = []
    for row in unheard(user_id):
        act = "withdrawn" if row.basis == "consent" else "objected"
        _said(ctx, row, act, "en", row.digest_en, BROWSER)
        ended.append(row.code)
    if not ended:
        ctx.audit(target="privacy.signal", target_id=user_id, facts={"signal": "gpc"})
    return SignalHeard(ended=ended)


def _check(data: PublishPurpose) -> None:
    if not CODE.fullmatch(data.code):
        raise errors.bad("code", _("A code is 2 to 40 small letters, digits and underscores."))
    if data.basis not in BASES:
        raise errors.bad("basis", _("There is no such legal basis."))
    if not set(data.separate) <= set(SEPARATE):
        raise errors.bad("separate", _("There is no such reason for a consent of its own."))
    if not 1 <= data.retention_months <= 1200:
        raise errors.bad("retention_months", _("Say for 1 to 1200 months how long the data is kept."))
    own = set(data.separate) & set(codes("privacy.consent_separate_for"))
    if own and data.basis not in ("consent", "duty", "vital"):
        raise errors.bad(
            "basis", _("The rules of this marketplace want a consent of its own for this."),
            _("Let it rest on consent, or take the reason away."),
        )  # fmt: skip
    if len(own) > 1 and data.basis == "consent":
        raise errors.bad(
            "separate", _("Each of these needs a consent of its own."), _("Publish one purpose for each of them.")
        )
    wanted = set(data.separate) & set(codes("privacy.assessment_for"))
    covered = {one for row in Assessment.objects.exclude(outcome="stop").only("needed_for") for one in row.needed_for}
    if missing := sorted(wanted - covered):
        raise errors.needs_assessment(missing)


def _purpose(code: str, *, also_retired: bool = False) -> Purpose:
    row = Purpose.objects.filter(code=code).order_by("-version").first()
    if row is None or (row.retired_at is not None and not also_retired):
        raise errors.no_purpose(code)
    return row


def _last(user_id: UUID, code: str) -> ConsentAct | None:
    return ConsentAct.objects.filter(user_id=user_id, code=code).order_by("-id").first()


def _said(ctx: Context, row: Purpose, act: str, language: str, digest: str, how: str = "") -> ConsentAnswer:
    user_id = own_id(ctx)
    ConsentAct.objects.create(
        user_id=user_id, purpose=row, code=row.code, act=act, language=language, digest=digest,
        strength=(how or strength_of(ctx.actor, origin.get()))[:20], at=ctx.now,
    )  # fmt: skip
    ctx.emit(ConsentChanged(user_id=user_id, purpose=row.code, act=act))
    ctx.audit(
        target="privacy.purpose", target_id=row.pk,
        facts={"code": row.code, "version": row.version, "act": act, "digest": digest, "language": language,
            **({"by": how} if how else {})},
    )  # fmt: skip
    return ConsentAnswer(code=row.code, act=act, version=row.version)
