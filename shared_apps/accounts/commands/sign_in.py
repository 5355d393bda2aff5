"""Sign in with a password and, where there is one, a second factor.

A failed attempt is an answer and not a refusal: a refusal would roll back the count of failures. Unknown and known
accounts get the same answer after the same work, the lock included.
"""

from typing import Literal
from uuid import UUID

import msgspec
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing

from shared_apps.accounts import factors, throttling
from shared_apps.accounts.models import User
from shared_apps.commands import Context, command
from shared_apps.tenancy import keys

PENDING_S = 300
Outcome = Literal["signed_in", "refused", "locked", "factor_needed"]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    email: str
    password: str
    ip: str | None = None


class VerifyFactor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`pending` is what `sign_in` answered; it proves the password for five minutes."""

    pending: str
    code: str
    ip: str | None = None


class SignInAnswer(msgspec.Struct, frozen=True, kw_only=True):
    outcome: Outcome
    user_id: UUID | None = None
    pending: str = ""
    with_factor: bool = False
    retry_after_s: int = 0


@command("accounts.sign_in", input=SignIn, public=True, idempotent=False)
def sign_in(ctx: Context, data: SignIn) -> SignInAnswer:
    """Checks the password; asks for the second factor when the person has one."""
    email = data.email.strip().lower()[:254]
    throttles = throttling.keys_of(email, data.ip)
    wait = throttling.locked_for_s(throttles, ctx.now)
    if wait:
        return _answer(ctx, None, SignInAnswer(outcome="locked", retry_after_s=wait), data.ip)
    user = User.objects.filter(email=email, is_active=True).first()
    # Checked against a throw-away hash for unknown accounts: the work, and so the time, is the same.
    stored = user.password if user is not None else make_password(None)
    right = check_password(data.password[:1024], stored) and user is not None
    wait = throttling.locked_for_s(throttles, ctx.now, under_lock=True)
    if wait:
        return _answer(ctx, user, SignInAnswer(outcome="locked", retry_after_s=wait), data.ip)
    if not right or user is None:
        throttling.count_failure(throttles, ctx.now)
        return _answer(ctx, user, SignInAnswer(outcome="refused"), data.ip)
    if factors.has_device(user):
        return _answer(ctx, user, SignInAnswer(outcome="factor_needed", pending=_pending(user)), data.ip)
    throttling.forget_account(email)
    return _answer(ctx, user, SignInAnswer(outcome="signed_in", user_id=user.id), data.ip)


@command("accounts.verify_factor", input=VerifyFactor, public=True, idempotent=False)
def verify_factor(ctx: Context, data: VerifyFactor) -> SignInAnswer:
    """Checks the second factor of a person whose password was right."""
    user = _pending_user(data.pending)
    if user is None:
        return _answer(ctx, None, SignInAnswer(outcome="refused"), data.ip)
    throttles = throttling.keys_of(user.email, data.ip)
    wait = throttling.locked_for_s(throttles, ctx.now, under_lock=True)
    if wait:
        return _answer(ctx, user, SignInAnswer(outcome="locked", retry_after_s=wait), data.ip)
    if not factors.verify(user, data.code):
        throttling.count_failure(throttles, ctx.now)
        return _answer(ctx, user, SignInAnswer(outcome="refused", pending=data.pending), data.ip)
    throttling.forget_account(user.email)
    return _answer(ctx, user, SignInAnswer(outcome="signed_in", user_id=user.id, with_factor=True), data.ip)


def _pending(user: User) -> str:
    # Part of the password's hash goes in: a password changed meanwhile ends the half-finished sign-in.
    return keys.signer("pending-sign-in").sign(f"{user.id}.{user.get_session_auth_hash()[:16]}")


def _pending_user(pending: str) -> User | None:
    try:
        user_id, _, proof = keys.signer("pending-sign-in").unsign(pending, max_age=PENDING_S).partition(".")
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user if user is not None and user.get_session_auth_hash()[:16] == proof else None


def _answer(ctx: Context, user: User | None, answer: SignInAnswer, ip: str | None) -> SignInAnswer:
    ctx.audit(
        target="accounts.user",
        target_id=user.id if user else "",
        facts={"outcome": answer.outcome, "factor": answer.with_factor},
    )
    return answer
