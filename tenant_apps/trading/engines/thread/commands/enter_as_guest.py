"""How a guest comes in: a code by mail for whoever has the link, and a browser that is open for two hours.

Answers are the same whether the link lives, the code is wrong, old or used up, or too much was tried: somebody who
guesses learns nothing from them.
"""

import msgspec

from shared_apps.accounts import throttling
from shared_apps.accounts.decisions.lockout import ACCOUNT, ADDRESS
from shared_apps.accounts.throttling import Key
from shared_apps.commands import Context, command
from tenant_apps.trading.engines.thread import guest_links, guest_mail


class SendGuestCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    link: str
    ip: str | None = None


class GuestCodeAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Says nothing, on purpose."""


class EnterAsGuest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    link: str
    code: str
    ip: str | None = None


class GuestEntered(msgspec.Struct, frozen=True, kw_only=True):
    """`browser` is the value of the cookie; empty: not entered, and not said why."""

    browser: str


@command("thread.send_guest_code", input=SendGuestCode, public=True, idempotent=False)
def send_guest_code(ctx: Context, data: SendGuestCode) -> GuestCodeAsked:
    """Asks for a code by mail. Too many are not sent, and the answer does not say so."""
    row = guest_links.find(data.link, ctx.now)
    keys = _keys("guest-code", str(row.pk) if row else "", data.ip)
    too_often = throttling.locked_for_s(keys, ctx.now)
    throttling.count_failure(keys, ctx.now)
    if row is not None and not too_often:
        guest_mail.owe(ctx, "code", row.pk)
    ctx.audit(target="thread.guest", target_id=row.guest_id if row else "", facts={"too_often": bool(too_often)})
    return GuestCodeAsked()


@command("thread.enter_as_guest", input=EnterAsGuest, public=True, idempotent=False)
def enter_as_guest(ctx: Context, data: EnterAsGuest) -> GuestEntered:
    """Opens the request in one browser for whoever types the code that was mailed last. Locks the invitation."""
    row = guest_links.find(data.link, ctx.now, under_lock=True)
    keys = _keys("guest-try", str(row.pk) if row else "", data.ip)
    locked = throttling.locked_for_s(keys, ctx.now, under_lock=True)
    good = row is not None and row.guest.company.state == "guest"
    # A locked key uses no try up: the owner of the mail box is not to be kept out by somebody who guesses.
    good = good and not locked and row is not None and guest_links.is_code(row, data.code.strip(), ctx.now)
    ctx.audit(target="thread.guest", target_id=row.guest_id if row else "", facts={"entered": good})
    if not good or row is None:
        throttling.count_failure(keys, ctx.now)
        return GuestEntered(browser="")
    return GuestEntered(browser=guest_links.new_browser(row, ctx.now))


def _keys(purpose: str, name: str, ip: str | None) -> list[Key]:
    keys: list[Key] = [(f"{purpose}:{name}"[:80], ACCOUNT)] if name else []
    if ip:
        keys.append((f"{purpose}-from:{throttling.network_of(ip)}"[:80], ADDRESS))
    return sorted(keys)
