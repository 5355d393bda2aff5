"""Sign in with a password and, where there is one, a second factor; with a passkey, which is both at once; or by the
word of an identity provider, which the app of providers has checked.

A failed attempt is an answer and not a refusal: a refusal would roll back the count of failures. Unknown and known
accounts get the same answer after the same work, the lock included.
"""

from typing import Literal
from uuid import UUID

import msgspec
from django.contrib.auth.hashers import check_password, make_password
from django.core import signing

from shared_apps.accounts import factors, passkeys, throttling
from shared_apps.accounts.events import Method, PasskeyCopied, RecoveryCodeUsed, SignInFailed, mark_of
from shared_apps.accounts.models import User
from shared_apps.commands import Context, command
from shared_apps.crypto.fields import blind_index
from shared_apps.tenancy import keys

PENDING_S = 300
Outcome = Literal["signed_in", "refused", "locked", "factor_needed"]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    email: str
    password: str
    ip: str | None = None
    user_agent: str = ""


class VerifyFactor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`pending` is what `sign_in` answered; it proves the password for five minutes."""

    pending: str
    code: str = ""
    answer: passkeys.Answer | None = None
    ip: str | None = None
    user_agent: str = ""


class SignInByPasskey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    answer: passkeys.Answer
    ip: str | None = None
    user_agent: str = ""


class SignInByProvider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`user_id` is whom the provider's word stands for, None for nobody; `with_factor`: it asked for a second one."""

    provider_id: UUID
    user_id: UUID | None
    with_factor: bool = False
    ip: str | None = None
    user_agent: str = ""


class SignInAnswer(msgspec.Struct, frozen=True, kw_only=True):
    outcome: Outcome
    user_id: UUID | None = None
    pending: str = ""
    with_factor: bool = False
    method: Method = "password"
    retry_after_s: int = 0


class _Attempt:
    """Who tries, from where, and how: what every answer, its trace and its event say."""

    def __init__(self, ctx: Context, method: Method, ip: str | None, agent: str) -> None:
        self.ctx, self.method, self.ip, self.agent = ctx, method, ip, agent[:300]
        self.user: User | None = None
        self.throttles: list[throttling.Key] = []

    def of(self, email: str, user: User | None) -> None:
        self.user, self.throttles = user, throttling.keys_of(email, self.ip)

    def locked(self, *, under_lock: bool = False) -> SignInAnswer | None:
        keys = [*self.throttles, *throttling.shut_key(self.ip)]
        wait = throttling.locked_for_s(keys, self.ctx.now, under_lock=under_lock)
        return self.failed("locked", retry_after_s=wait) if wait else None

    def wrong(self, pending: str = "") -> SignInAnswer:
        throttling.count_failure(self.throttles, self.ctx.now)
        return self.failed("refused", pending=pending)

    def failed(self, outcome: Outcome, *, pending: str = "", retry_after_s: int = 0) -> SignInAnswer:
        account = next((key.partition(":")[2] for key, _limit in self.throttles if key.startswith("account:")), "")
        self.ctx.emit(
            SignInFailed(
                account=account,
                user_id=self.user.pk if self.user else None,
                method=self.method,
                is_locked=outcome == "locked",
                address=self.ip or "",
                agent=mark_of(self.agent),
            )
        )
        return self.answer(SignInAnswer(outcome=outcome, pending=pending, retry_after_s=retry_after_s))

    def done(self, user: User, *, with_factor: bool) -> SignInAnswer:
        throttling.forget_account(user.email)
        return self.answer(
            SignInAnswer(outcome="signed_in", user_id=user.id, with_factor=with_factor, method=self.method)
        )

    def _account(self, answer: SignInAnswer) -> dict[str, str]:
        """Which account was tried in vain, under the marketplace's own key: whether anybody has it, nobody can tell."""
        key = next((key for key, _limit in self.throttles if key.startswith("account:")), "")
        if not key or answer.outcome not in ("refused", "locked"):
            return {}
        return {"account": blind_index(key, "sign-in")[:32]}

    def answer(self, answer: SignInAnswer) -> SignInAnswer:
        self.ctx.audit(
            target="accounts.user",
            target_id=self.user.pk if self.user else "",
            facts={"outcome": answer.outcome, "factor": answer.with_factor, **self._account(answer)},
        )
        return answer


@command("accounts.sign_in", input=SignIn, public=True, idempotent=False)
def sign_in(ctx: Context, data: SignIn) -> SignInAnswer:
    """Checks the password; asks for the second factor when the person has one."""
    email = data.email.strip().lower()[:254]
    attempt = _Attempt(ctx, "password", data.ip, data.user_agent)
    attempt.of(email, None)
    if locked := attempt.locked():
        return locked
    user = User.objects.filter(email=email, is_active=True).first()
    # Checked against a throw-away hash for unknown accounts: the work, and so the time, is the same.
    stored = user.password if user is not None else make_password(None)
    right = check_password(data.password[:1024], stored) and user is not None
    attempt.user = user
    if locked := attempt.locked(under_lock=True):
        return locked
    if not right or user is None:
        return attempt.wrong()
    if factors.has_device(user):
        return attempt.answer(SignInAnswer(outcome="factor_needed", pending=_pending(user)))
    return attempt.done(user, with_factor=False)


@command("accounts.verify_factor", input=VerifyFactor, public=True, idempotent=False)
def verify_factor(ctx: Context, data: VerifyFactor) -> SignInAnswer:
    """Checks the second factor of a person whose password was right."""
    attempt = _Attempt(ctx, "passkey" if data.answer else "totp", data.ip, data.user_agent)
    user = pending_user(data.pending)
    if user is None:
        return attempt.failed("refused")
    attempt.of(user.email, user)
    if locked := attempt.locked(under_lock=True):
        return locked
    if data.answer is not None:
        right = check_passkey(ctx, data.answer, data.ip, data.user_agent, owner=user, verified=False)
    else:
        kind = check_code(ctx, user, data.code)
        attempt.method, right = kind or "totp", kind is not None
    if not right:
        return attempt.wrong(data.pending)
    # A kind that no longer counts still proves the person: they come in, and are asked for one that does.
    return attempt.done(user, with_factor=factors.counts(attempt.method))


@command("accounts.sign_in_by_passkey", input=SignInByPasskey, public=True, idempotent=False)
def sign_in_by_passkey(ctx: Context, data: SignInByPasskey) -> SignInAnswer:
    """Signs a person in by a passkey that has verified its owner: what they have, and what they are or know."""
    attempt = _Attempt(ctx, "passkey", data.ip, data.user_agent)
    key = passkeys.named_in(data.answer)
    # A passkey nobody has counts for the address alone: there is no account it could be a guess at.
    attempt.of(key.user.email if key else "", key.user if key else None)
    if key is None:
        attempt.throttles = throttling.keys_of("", data.ip)[1:]
    if locked := attempt.locked(under_lock=True):
        return locked
    if key is None or not check_passkey(ctx, data.answer, data.ip, data.user_agent, owner=key.user, verified=True):
        return attempt.wrong()
    return attempt.done(key.user, with_factor=factors.counts("passkey"))


@command("accounts.sign_in_by_provider", input=SignInByProvider, system_only=True, idempotent=False)
def sign_in_by_provider(ctx: Context, data: SignInByProvider) -> SignInAnswer:
    """Signs a person in by a provider's word; asks for their own second factor where the provider asked for none."""
    attempt = _Attempt(ctx, "provider", data.ip, data.user_agent)
    user = User.objects.filter(pk=data.user_id, is_active=True).first() if data.user_id else None
    # Without a person there is no account it could be a guess at: it counts for the address alone.
    attempt.of(user.email if user else "", user)
    if user is None:
        attempt.throttles = throttling.keys_of("", data.ip)[1:]
    if locked := attempt.locked(under_lock=True):
        return locked
    if user is None:
        return attempt.wrong()
    if not data.with_factor and factors.has_device(user):
        return attempt.answer(SignInAnswer(outcome="factor_needed", pending=_pending(user), method="provider"))
    return attempt.done(user, with_factor=data.with_factor)


def check_passkey(
    ctx: Context, answer: passkeys.Answer, ip: str | None, agent: str, *, owner: User, verified: bool
) -> bool:
    """Whether a passkey of this person answered; one that there are two of is refused and told of."""
    key = passkeys.named_in(answer, under_lock=True)
    if key is None or key.user_id != owner.pk:
        return False
    verdict = passkeys.check(key, answer, ctx.now, verified=verified)
    if verdict == "copied":
        ctx.emit(PasskeyCopied(user_id=owner.pk, passkey_id=key.pk, address=ip or "", agent=mark_of(agent[:300])))
    return verdict == "right"


def check_code(ctx: Context, user: User, code: str) -> Literal["totp", "recovery_code"] | None:
    """What the code is when it is right; a recovery code is told of."""
    kind = factors.verify(user, code)
    if kind == "recovery_code":
        ctx.emit(RecoveryCodeUsed(user_id=user.pk, left=factors.recovery_codes_left(user)))
    return kind


def pending_user(pending: str) -> User | None:
    """Whose password was right, while the proof holds."""
    try:
        user_id, _, proof = keys.signer("pending-sign-in").unsign(pending, max_age=PENDING_S).partition(".")
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return user if user is not None and user.get_session_auth_hash()[:16] == proof else None


def _pending(user: User) -> str:
    # Part of the password's hash goes in: a password changed meanwhile ends the half-finished sign-in.
    return keys.signer("pending-sign-in").sign(f"{user.id}.{user.get_session_auth_hash()[:16]}")
