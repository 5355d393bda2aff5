"""Sign somebody in by a provider's word, or take it as a fresh proof. The subject says who, never a mail address."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from shared_apps.accounts.commands import (
    ConfirmByProvider,
    SignInAnswer,
    SignInByProvider,
    confirm_by_provider,
    sign_in_by_provider,
)
from shared_apps.accounts.models import User
from shared_apps.commands import Context, command
from tenant_apps.federation import errors
from tenant_apps.federation.commands.connect import active_provider, connect
from tenant_apps.federation.decisions.proving import asked_anew, with_second_factor
from tenant_apps.federation.decisions.reach import domain_of, may_speak_for, of_unknown
from tenant_apps.federation.models import ExternalIdentity, IdentityProvider
from tenant_apps.federation.proofs import open_proof, subject_hash
from tenant_apps.federation.seats import houses_of, seats_of
from tenant_apps.federation.types import Verified
from tenant_apps.identity.commands import AdmitMember, admit_member

SEEN_EVERY = timedelta(minutes=1)


class SignInByWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`proof` is what we made of the provider's word; `language` is for somebody new."""

    proof: str
    language: str = "en"
    ip: str | None = None
    user_agent: str = ""


class WordAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`why` an attempt came to nothing: `unknown`, `sign_in_and_link`, `not_here`; empty when `signing` went on."""

    signing: SignInAnswer
    provider_id: UUID
    ends_at: datetime | None = None
    why: Literal["", "unknown", "sign_in_and_link", "not_here"] = ""


class ConfirmAnew(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`asked_at`: when we sent the browser there; only what the provider proved after that is a fresh proof."""

    proof: str
    user_id: UUID
    session_key: str
    asked_at: datetime


class ConfirmedAnew(msgspec.Struct, frozen=True, kw_only=True):
    is_fresh: bool


@command("federation.sign_in_by_word", input=SignInByWord, system_only=True, idempotent=False)
def sign_in_by_word(ctx: Context, data: SignInByWord) -> WordAnswer:
    """Signs in whoever is connected with the subject; makes a member where the provider may and nobody has the mail."""
    said = open_proof(data.proof)
    provider = active_provider(said.provider_id)
    identity = ExternalIdentity.objects.filter(
        provider=provider, subject_hash=subject_hash(said.issuer, said.subject)
    ).first()
    why: Literal["", "unknown", "sign_in_and_link", "not_here"] = ""
    user_id = identity.user_id if identity else None
    if identity is None:
        user_id, why = _newcomer(ctx, provider, said, data.language)
    elif not may_speak_for(houses_of(provider.company_id), seats_of(identity.user_id)):
        user_id, why = None, "not_here"
    signing = ctx.call(
        sign_in_by_provider,
        SignInByProvider(
            provider_id=provider.pk,
            user_id=user_id,
            with_factor=with_second_factor(provider.factors, said.factors),
            ip=data.ip,
            user_agent=data.user_agent,
        ),
    )
    if user_id is not None and signing.outcome in ("signed_in", "factor_needed"):
        ExternalIdentity.objects.filter(provider=provider, user_id=user_id).update(last_at=ctx.now)
        if provider.last_used_at is None or ctx.now - provider.last_used_at > SEEN_EVERY:
            IdentityProvider.objects.filter(pk=provider.pk).update(last_used_at=ctx.now)
    ctx.audit(
        target="federation.provider",
        target_id=provider.pk,
        facts={
            "kind": provider.kind, "outcome": signing.outcome, "why": why, "user_id": str(user_id or ""),
            "factor": signing.with_factor,
        },
    )  # fmt: skip
    return WordAnswer(signing=signing, provider_id=provider.pk, ends_at=said.ends_at, why=why)


def _newcomer(
    ctx: Context, provider: IdentityProvider, said: Verified, language: str
) -> tuple[UUID | None, Literal["", "unknown", "sign_in_and_link"]]:
    mail = said.mail.strip().lower()
    # Asked only where the provider may speak for the domain: to others it says nothing about who is here.
    may_ask = domain_of(mail) in provider.mail_domains
    is_taken = may_ask and User.objects.filter(email=mail).exists()
    verdict = of_unknown(provider.reach, provider.mail_domains, mail, verified=said.mail_verified, is_taken=is_taken)  # type: ignore[arg-type]
    if verdict != "make":
        return None, verdict
    made = ctx.call(
        admit_member,
        AdmitMember(
            email=mail,
            name=said.name or mail.partition("@")[0],
            role=provider.role,
            company_id=provider.company_id,
            language=language,
        ),
    )
    connect(ctx, said, provider, made.user_id, "member")
    return made.user_id, ""


@command("federation.confirm_anew", input=ConfirmAnew, system_only=True, idempotent=False)
def confirm_anew(ctx: Context, data: ConfirmAnew) -> ConfirmedAnew:
    """Takes a provider's word as a fresh proof, if it asked the person itself after we sent them there."""
    said = open_proof(data.proof)
    provider = active_provider(said.provider_id)
    identity = ExternalIdentity.objects.filter(
        provider=provider, subject_hash=subject_hash(said.issuer, said.subject)
    ).first()
    if identity is None or identity.user_id != data.user_id:
        raise errors.not_for_you()
    is_fresh = asked_anew(said.proved_at, data.asked_at, ctx.now)
    if is_fresh:
        ctx.call(
            confirm_by_provider,
            ConfirmByProvider(
                user_id=data.user_id,
                session_key=data.session_key,
                with_factor=with_second_factor(provider.factors, said.factors),
            ),
        )
    ctx.audit(
        target="federation.provider",
        target_id=provider.pk,
        facts={
            "kind": provider.kind,
            "outcome": "confirmed" if is_fresh else "not_fresh",
            "user_id": str(data.user_id),
        },
    )
    return ConfirmedAnew(is_fresh=is_fresh)
