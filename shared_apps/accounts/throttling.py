"""Count failed attempts per account and per network address, and say whether a key is locked.

Nothing is locked while a password is being hashed; instead a success looks again, under lock, whether the key was
locked meanwhile. So a burst of parallel guesses gains nothing and honest sign-ins do not queue.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db.models import Max

from shared_apps.accounts.decisions.lockout import ADDRESS, Limit, account_limit, decide_count, decide_lock
from shared_apps.accounts.models import SignInThrottle
from shared_apps.accounts.policies import LOCKOUT_FAILURES, LOCKOUT_MINUTES
from shared_apps.audit.decisions.addresses import written
from shared_apps.tenancy import policy

Key = tuple[str, Limit]


def account_key(email: str) -> Key:
    """The key of an account, whether it exists or not."""
    limit = account_limit(policy.value(LOCKOUT_FAILURES), policy.value(LOCKOUT_MINUTES))
    return "account:" + hashlib.sha256(email.encode()).hexdigest(), limit


def keys_of(email: str, ip: str | None) -> list[Key]:
    """Both keys of an attempt, in the order in which they are locked."""
    keys = [account_key(email)]
    if ip:
        keys.append((f"address:{network_of(ip)}"[:80], ADDRESS))
    return keys


def shut_key(ip: str | None) -> list[Key]:
    """The key under which the wider network of an address is shut out; failures are not counted under it."""
    network = written(ip, "truncated") if ip else ""
    return [(f"network:{network}", ADDRESS)] if network else []


def shut_out(network: str, now: datetime, span: timedelta) -> None:
    """Lock a network, as the log writes it, for some time."""
    SignInThrottle.objects.update_or_create(
        key=f"network:{network}"[:80],
        defaults={"last_failed_at": now, "locked_until": now + span},
        create_defaults={"failed_count": 0, "last_failed_at": now, "locked_until": now + span},
    )


def network_of(ip: str) -> str:
    """What one attacker holds: an IPv4 address, or the /64 in which every IPv6 host may choose its own."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    return str(ip_network(f"{address}/64", strict=False)) if address.version == 6 else str(address)


def locked_for_s(keys: Iterable[Key], now: datetime, *, under_lock: bool = False) -> int:
    """Seconds until the last of the keys is free again; 0 when none is locked."""
    rows = SignInThrottle.objects.filter(key__in=[key for key, _ in keys])
    if under_lock:
        until = max(
            (row.locked_until for row in rows.select_for_update().order_by("key") if row.locked_until), default=None
        )
    else:
        until = rows.aggregate(until=Max("locked_until"))["until"]
    return max(0, int((until - now).total_seconds()) + 1) if until and until > now else 0


def count_failure(keys: Iterable[Key], now: datetime) -> None:
    """One more failure under each key; locks those over their limit."""
    limits = dict(keys)
    SignInThrottle.objects.bulk_create(
        [SignInThrottle(key=key, failed_count=0, last_failed_at=now) for key in sorted(limits)], ignore_conflicts=True
    )
    for row in SignInThrottle.objects.select_for_update().filter(key__in=limits).order_by("key"):
        limit = limits[row.key]
        row.failed_count = decide_count(limit, row.failed_count, row.last_failed_at, now)
        row.last_failed_at = now
        lock = decide_lock(limit, row.failed_count)
        row.locked_until = now + lock if lock else None
        row.save(update_fields=["failed_count", "last_failed_at", "locked_until"])


def forget_account(email: str) -> None:
    """The person proved to be there: the account starts anew. The address does not: others may sit behind it."""
    SignInThrottle.objects.filter(key=account_key(email)[0]).delete()
