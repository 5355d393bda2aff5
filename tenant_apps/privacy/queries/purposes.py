"""Purposes in force, what a person has said about them, and the gate: may this purpose use this person's data?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from tenant_apps.privacy.decisions import gate
from tenant_apps.privacy.models import ConsentAct, Purpose, Restriction
from tenant_apps.privacy.types import Verdict

# Selling and sharing, as laws of opting out name it; and how an act was made that a browser made.
GIVING, BROWSER = "provide", "browser"


@dataclass(frozen=True, slots=True)
class PurposeView:
    """A purpose as a person reads it: the text of their language, its digest, and what they said last."""

    id: UUID
    code: str
    version: int
    basis: str
    separate: tuple[str, ...]
    kinds: tuple[str, ...]
    title: str
    text: str
    digest: str
    language: str
    retention_months: int
    last_act: str
    last_at: datetime | None
    same_text: bool

    @property
    def by_consent(self) -> bool:
        return self.basis == "consent"

    @property
    def is_given(self) -> bool:
        return self.by_consent and self.last_act == "given" and self.same_text

    @property
    def can_object(self) -> bool:
        return self.basis in gate.CAN_BE_OBJECTED


def current_purposes() -> Sequence[Purpose]:
    """The newest version of every purpose that is not retired, in the order of their codes."""
    newest = Purpose.objects.order_by("code", "-version").distinct("code")
    return [row for row in newest if row.retired_at is None]


def last_acts(user_id: UUID) -> Mapping[str, ConsentAct]:
    """The newest act of a person about each purpose, by its code."""
    rows = ConsentAct.objects.filter(user_id=user_id).order_by("code", "-id").distinct("code")
    return {row.code: row for row in rows.select_related("purpose")}


def purposes_for(user_id: UUID) -> Sequence[PurposeView]:
    """Every purpose in force with what this person has said, in the language of the reader."""
    acts = last_acts(user_id)
    return [view_of(row, acts.get(row.code)) for row in current_purposes()]


def view_of(row: Purpose, act: ConsentAct | None = None) -> PurposeView:
    language = "zh-hans" if (get_language() or "en").startswith("zh") else "en"
    chinese = language == "zh-hans"
    return PurposeView(
        id=row.pk, code=row.code, version=row.version, basis=row.basis, separate=tuple(row.separate),
        kinds=tuple(row.kinds), title=row.title_zh_hans if chinese else row.title_en,
        text=row.text_zh_hans if chinese else row.text_en, digest=row.digest_zh_hans if chinese else row.digest_en,
        language=language, retention_months=row.retention_months, last_act=act.act if act else "",
        last_at=act.at if act else None, same_text=act is not None and act.purpose_id == row.pk,
    )  # fmt: skip


def may_use(purpose: str, user_id: UUID) -> Verdict:
    """May `purpose` use data of this person now? The gate that mail, exports and models ask. Never raises."""
    row = Purpose.objects.filter(code=purpose).order_by("-version").first()
    act = ConsentAct.objects.filter(user_id=user_id, code=purpose).order_by("-id").first()
    return gate.verdict(
        row.basis if row else None,
        retired=row is not None and row.retired_at is not None,
        last_act=act.act if act else "",
        same_text=act is not None and row is not None and act.purpose_id == row.pk,
        restricted=is_restricted(user_id),
        purpose=purpose,
        version=row.version if row else 0,
    )


def agreed_to(separate: str, user_ids: Collection[UUID]) -> set[UUID]:
    """Which of these people consented, in the words in force, to a purpose that names this separate consent."""
    codes = [row.code for row in current_purposes() if row.basis == "consent" and separate in row.separate]
    return {user_id for user_id in user_ids if any(may_use(code, user_id).allowed for code in codes)}


def unheard(user_id: UUID) -> Sequence[Purpose]:
    """Purposes that give data to others and for which this person's browser was not heard yet."""
    giving = [row for row in current_purposes() if GIVING in row.separate]
    if not giving:
        return []
    heard = ConsentAct.objects.filter(user_id=user_id, strength=BROWSER, code__in=[row.code for row in giving])
    codes = set(heard.values_list("code", flat=True))
    return [row for row in giving if row.code not in codes]


def is_restricted(user_id: UUID) -> bool:
    """Whether data of this person is only stored at present."""
    return Restriction.objects.filter(user_id=user_id, until__isnull=True).exists()
