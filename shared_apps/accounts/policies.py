"""What may be demanded of sign-in, passwords, sessions and keys, declared beside what keeps to it.

Periods have no zero for "never": a demand of "at most 90 days" must not be met by it. Ten years mean the same.
"""

from ipaddress import ip_address, ip_network

from django.utils.translation import gettext_lazy as _

from shared_apps.accounts import providers
from shared_apps.accounts.addresses import current_address
from shared_apps.foundation.refusals import Invalid
from shared_apps.tenancy import policy

MFA_REQUIRED, MFA_ALLOWED = "auth.mfa_required", "auth.mfa_allowed"
PASSWORD_LENGTH, PASSWORD_COMPLEXITY = "auth.password_min_length", "auth.password_complexity"
PASSWORD_AGE = "auth.password_max_age_days"
LOCKOUT_FAILURES, LOCKOUT_MINUTES = "auth.lockout_max_failures", "auth.lockout_minutes"
STALE_DAYS, STEP_UP_MINUTES = "auth.stale_days", "auth.step_up_minutes"
IP_ALLOWLIST, KEY_DAYS = "auth.ip_allowlist", "auth.key_max_days"
IDLE_MINUTES, ADMIN_IDLE_MINUTES = "session.idle_minutes", "session.admin_idle_minutes"
TOKEN_MINUTES, MAIL_UNDO_DAYS = "auth.token_minutes", "auth.mail_undo_days"
ABSOLUTE_HOURS, CONCURRENT = "session.absolute_hours", "session.concurrent_max"
SSO, SSO_DEMANDED = "auth.sso", "auth.sso_demanded_of"
TEN_YEARS = 3650

_PEOPLE = (
    ("marketplace", _("The marketplace's own people")),
    ("admins", _("Whoever invites people or makes keys for a company")),
    ("everybody", _("Everybody")),
)


def networks_of(text: str) -> list[str]:
    """The networks of an allow list, one a line or with commas between; ValueError for what is none."""
    return [str(ip_network(part)) for line in text.splitlines() for part in line.replace(",", " ").split()]


def admits(networks: list[str], address: str | None) -> bool:
    """Whether an address may come in; without a list everybody may, with one nobody whose address is not known."""
    if not networks:
        return True
    try:
        come = ip_address(address or "")
    except ValueError:
        return False
    if come.version == 6 and come.ipv4_mapped is not None:  # type: ignore[union-attr]
        come = come.ipv4_mapped  # type: ignore[union-attr]
    return any(come in ip_network(one) for one in networks)


def _check_allowlist(text: str) -> None:
    try:
        networks_of(text)
    except ValueError as error:
        raise Invalid(
            "accounts.no_network",
            _("This is no network: %(text)s.") % {"text": str(error)[:80]},
            field=IP_ALLOWLIST,
            remedy=_("Write one a line, for example 203.0.113.0/24 or 2001:db8::/32."),
        ) from error


def _is_inside(text: str) -> None:
    """Nobody writes a list that locks them out. Asked of who writes it, never of who reads it."""
    here = current_address.get()
    if here is not None and not admits(networks_of(text), here):
        raise Invalid(
            "accounts.locks_itself_out",
            _("This list would lock you out: you come from %(address)s.") % {"address": here},
            field=IP_ALLOWLIST,
            remedy=_("Add your own network, then the others."),
        )


def _has_provider(demanded_of: list[str]) -> None:
    """Nobody demands a way in that is not there."""
    if demanded_of and (not policy.value(SSO) or not providers.ways().at_sign_in()):
        raise Invalid(
            "accounts.no_provider",
            _("No identity provider of the marketplace is in use, so nobody could sign in."),
            field=SSO_DEMANDED,
            remedy=_("Put one in use under people, single sign-on, try it, then demand it."),
        )


policy.declare(
    policy.Key(
        MFA_REQUIRED, "codes", [], "union", _("Who must have a second factor"),
        _("Besides those whose role demands it. They are asked to set it up when they sign in."),
        choices=_PEOPLE,
    ),
    policy.Key(
        MFA_ALLOWED, "codes", ["totp", "passkey", "recovery_code"], "intersect", _("Second factors that count"),
        _("Who has only one that does not count is let in and asked for another."),
        choices=(
            ("totp", _("Authenticator app")), ("passkey", _("Passkey")), ("recovery_code", _("Recovery code")),
        ),
    ),
    policy.Key(
        SSO, "flag", True, "and", _("Single sign-on"),
        _("Whether identity providers of the marketplace and of companies may sign people in."),
    ),
    policy.Key(
        SSO_DEMANDED, "codes", [], "union", _("Who signs in through an identity provider alone"),
        _("Their password opens nothing any more. Owners come in by a passkey all the same."), choices=_PEOPLE,
        ready=_has_provider,
    ),
    policy.Key(PASSWORD_LENGTH, "int", 12, "max", _("Length of a password"),
        _("What protects best. Shorter ones are refused when a password is set."), _("characters"), low=12, high=64),
    policy.Key(
        PASSWORD_COMPLEXITY, "flag", False, "or", _("Passwords of several kinds of characters"),
        _("At least three of small letters, capitals, digits and other signs. Length protects better."),
    ),
    policy.Key(
        PASSWORD_AGE, "int", TEN_YEARS, "min", _("A password lasts"),
        _("Afterwards a new one is asked for at the next sign-in."), _("days"), low=1, high=TEN_YEARS,
    ),
    policy.Key(
        LOCKOUT_FAILURES, "int", 5, "min", _("Failures that lock an account"),
        _("Wrong passwords and codes together, known accounts and unknown ones alike."), _("failures"), low=3, high=20,
    ),
    policy.Key(
        LOCKOUT_MINUTES, "int", 15, "max", _("The first lock lasts"),
        _("Each further failure doubles it, up to a day."), _("minutes"), low=1, high=1440,
    ),
    policy.Key(
        STALE_DAYS, "int", TEN_YEARS, "min", _("An unused account is closed after"),
        _("Counted from the last sign-in. An administrator opens it again."), _("days"), low=1, high=TEN_YEARS,
    ),
    policy.Key(
        STEP_UP_MINUTES, "int", 10, "min", _("A confirmation stays fresh for"),
        _("Awards, payments, roles and keys ask for one."), _("minutes"), low=1, high=60,
    ),
    policy.Key(
        IP_ALLOWLIST, "text", "", "none", _("Networks of the marketplace's own people"),
        _("One a line. From elsewhere they can do nothing. Empty: from everywhere."), longest=4000,
        check=_check_allowlist, ready=_is_inside,
    ),
    policy.Key(
        KEY_DAYS, "int", 366, "min", _("An API key lasts at most"),
        _("Put a new one in its place before; both work for some hours."), _("days"), low=1, high=TEN_YEARS,
    ),
    policy.Key(
        TOKEN_MINUTES, "int", 15, "min", _("An access token lasts"),
        _("A client of OAuth 2.0 asks for the next one with its secret."), _("minutes"), low=1, high=15,
    ),
    policy.Key(
        MAIL_UNDO_DAYS, "int", 7, "max", _("A new e-mail address can be taken back for"),
        _("By a link in a letter to the old address. It also makes the password worthless."), _("days"), low=1, high=30,
    ),
    policy.Key(
        IDLE_MINUTES, "int", 240, "min", _("Signed out when idle for"),
        _("Counted from the last page that somebody opened."), _("minutes"), low=5, high=720,
    ),
    policy.Key(
        ADMIN_IDLE_MINUTES, "int", 60, "min", _("The marketplace's own people, when idle for"),
        _("They may do more, so they are signed out sooner."), _("minutes"),
        low=5, high=720,
    ),
    policy.Key(
        ABSOLUTE_HOURS, "int", 12, "min", _("Signed out after"), _("However busy somebody is."), _("hours"), low=1,
        high=12,
    ),
    policy.Key(
        CONCURRENT, "int", 10, "min", _("Browsers signed in at once"), _("One more ends the oldest."), _("browsers"),
        low=1, high=100,
    ),
)  # fmt: skip

SUPPORT_CONSENT, SUPPORT_MINUTES = "support.consent", "support.minutes"
policy.declare(
    policy.Key(
        SUPPORT_CONSENT, "choice", "ask", "none", _("Who lets the platform’s support in"),
        _("Asked each time; by a consent in advance that has an end; or nobody ever."),
        choices=(("ask", _("Asked each time")), ("standing", _("Consent in advance counts")), ("never", _("Nobody"))),
    ),
    policy.Key(
        SUPPORT_MINUTES, "int", 60, "min", _("A visit of support lasts at most"),
        _("It ends by itself, and before that whenever either side wants."), _("minutes"), low=5, high=60,
    ),
)  # fmt: skip
