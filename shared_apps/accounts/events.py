"""What happened around signing in. Rules that look for odd behaviour read these, so they name address and browser.

`account` is the hash of the e-mail address that was typed, whether somebody has it or not.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from shared_apps.crypto.fields import blind_index
from shared_apps.outbox.events import DomainEvent, event

Method = Literal["password", "totp", "recovery_code", "passkey", "provider"]
Factor = Literal["totp", "recovery_codes", "passkey"]


def mark_of(agent: str) -> str:
    """What an event says of a browser: enough to know it again, not what it calls itself. Empty for none."""
    return blind_index(agent, "agent") if agent else ""


@event("accounts.signed_in")
class SignedIn(DomainEvent, frozen=True):
    """`method` is what was proved last; `last_at` the sign-in before this one."""

    user_id: UUID
    session_id: UUID
    method: Method
    address: str
    agent: str
    last_at: datetime | None


@event("accounts.sign_in_failed")
class SignInFailed(DomainEvent, frozen=True):
    account: str
    user_id: UUID | None
    method: Method
    is_locked: bool
    address: str
    agent: str


@event("accounts.factor_added")
class FactorAdded(DomainEvent, frozen=True):
    user_id: UUID
    factor: Factor


@event("accounts.factor_removed")
class FactorRemoved(DomainEvent, frozen=True):
    """`left` is how many authenticators and passkeys remain."""

    user_id: UUID
    factor: Factor
    left: int


@event("accounts.recovery_code_used")
class RecoveryCodeUsed(DomainEvent, frozen=True):
    user_id: UUID
    left: int


@event("accounts.passkey_copied")
class PasskeyCopied(DomainEvent, frozen=True):
    """Somebody signed with a passkey whose count had not grown: there are two of it. They were refused."""

    user_id: UUID
    passkey_id: UUID
    address: str
    agent: str


@event("accounts.password_changed")
class PasswordChanged(DomainEvent, frozen=True):
    """`by_link`: through a link from a mail, and not by somebody who was signed in."""

    user_id: UUID
    by_link: bool


@event("accounts.mail_address_changed")
class MailAddressChanged(DomainEvent, frozen=True):
    user_id: UUID


@event("accounts.account_closed")
class AccountClosed(DomainEvent, frozen=True):
    """Nobody had used it for longer than is allowed."""

    user_id: UUID


@event("accounts.account_reopened")
class AccountReopened(DomainEvent, frozen=True):
    user_id: UUID
