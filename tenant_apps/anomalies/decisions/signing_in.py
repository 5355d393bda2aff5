"""A1, A2, A3, A8, A12: who comes from where, and with what."""

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction

from tenant_apps.anomalies.decisions import travel
from tenant_apps.anomalies.decisions.shared import (
    DAY,
    MONTH,
    OPENED,
    QUARTER,
    SIGN_INS,
    done,
    is_outside,
)
from tenant_apps.anomalies.types import (
    Act,
    Ask,
    Measure,
    Reason,
    Settings,
    Sight,
    Subject,
    Windows,
)

HOUR = 3600
SPRAY = timedelta(minutes=5)
# Failures of five minutes under which a ratio says nothing, and attempts before them.
FEW, BASE_FEW = 20, 100
LONG = timedelta(days=400)


def opened(act: Act) -> bool:
    return act.action == OPENED and done(act) and bool(act.target_id)


# -- A1 -----------------------------------------------------------------------------------------------------------


def where(act: Act) -> Iterable[Sight]:
    if act.place is not None and act.place.country:
        yield Sight("sign_in.country", act.person, act.place.country, grain=HOUR)
    if act.place is not None and act.place.system:
        yield Sight("sign_in.system", act.person, act.place.system, grain=HOUR)
    yield Sight("sign_in.network", act.person, act.address, grain=HOUR)
    yield Sight("sign_in.device", act.person, act.agent, grain=HOUR)


def where_asks(act: Act) -> Iterable[Ask]:
    for kind in ("country", "system", "network", "device"):
        yield Ask(f"sign_in.{kind}", act.person, QUARTER)


def first_seen(act: Act, windows: Windows) -> Measure | None:
    """What was not seen of this person in 90 days. Who was never seen at all has nothing to differ from."""

    def marks(kind: str) -> set[str]:
        return {one.mark for one in windows.rows(Ask(f"sign_in.{kind}", act.person, QUARTER), act.at)}

    networks, devices = marks("network"), marks("device")
    if not networks:
        return None
    new = []
    if act.place is not None and act.place.country and (known := marks("country")) and act.place.country not in known:
        new.append("country")
    if act.place is not None and act.place.system and (known := marks("system")) and act.place.system not in known:
        new.append("network")
    # A browser that was renewed at home is no new device: one is, where the network is new too.
    if act.agent and act.agent not in devices and act.address not in networks:
        new.append("device")
    return {"new": new, "country": act.place.country if act.place else "", "known": len(networks)} if new else None


def is_new(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    return tuple(
        Reason(f"new_{one}", {"country": measure["country"], "known": measure["known"]})
        for one in measure["new"]
        if one in settings["a1_what"]
    )


# -- A2 -----------------------------------------------------------------------------------------------------------


def trail(act: Act) -> Iterable[Sight]:
    if act.place is not None and act.place.points:
        points = ";".join(f"{a},{b}" for a, b in act.place.points)
        yield Sight("trail", act.person, f"{int(act.place.is_relay)}|{act.place.country}|{points}"[:400])


def trail_asks(act: Act) -> Iterable[Ask]:
    yield Ask("trail", act.person, DAY, 1)


def journey(act: Act, windows: Windows) -> Measure | None:
    before = windows.rows(Ask("trail", act.person, DAY, 1), act.at)
    if not before or act.place is None or not act.place.points:
        return None
    relay, country, points = before[-1].mark.split("|", 2)
    there = [(int(a), int(b)) for a, b in (one.split(",") for one in points.split(";") if one.count(",") == 1)]
    far = travel.nearest(there, act.place.points)
    if far is None:
        return None
    took = act.at - before[-1].at
    seconds = max(took.days * 86_400 + took.seconds, 1)
    return {
        "km": far, "seconds": seconds, "kmh": far * 3600 // seconds, "from": country, "to": act.place.country,
        "relay": relay == "1" or act.place.is_relay,
    }  # fmt: skip


def is_impossible(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    fast = measure["km"] * 3600 > settings["a2_speed"] * measure["seconds"]
    if measure["relay"] or not fast or measure["km"] <= settings["a2_distance"]:
        return ()
    return (Reason("too_fast", {**measure, "minutes": measure["seconds"] // 60, "limit": settings["a2_speed"]}),)


# -- A3 -----------------------------------------------------------------------------------------------------------


def attempt(act: Act) -> bool:
    return act.action in SIGN_INS and done(act)


def has_failed(act: Act) -> bool:
    return act.facts.get("outcome") in ("refused", "locked")


def account(act: Act) -> str:
    return str(act.facts.get("account") or act.target_id or "")


def attempts(act: Act) -> Iterable[Sight]:
    failed = has_failed(act)
    yield Sight("attempts", "*", value=int(failed), grain=300)
    if failed and account(act):
        yield Sight("failed", "*", account(act), grain=60)
        if act.address:
            yield Sight("failed", act.address, account(act), grain=60)


def attempts_asks(act: Act) -> Iterable[Ask]:
    if has_failed(act):
        yield Ask("attempts", "*", MONTH, 2000)
        yield Ask("failed", "*", SPRAY, 2000)
        yield Ask("failed", act.address, SPRAY, 2000)


def spray(act: Act, windows: Windows) -> Measure | None:
    if not has_failed(act):
        return None
    mine = account(act)

    def accounts(key: str) -> int:
        marks = {one.mark for one in windows.rows(Ask("failed", key, SPRAY, 2000), act.at)} if key else set()
        return len(marks | {mine}) if mine else len(marks)

    recent = base = recent_failed = base_failed = 0
    for one in windows.rows(Ask("attempts", "*", MONTH, 2000), act.at):
        if one.at > act.at - SPRAY:
            recent, recent_failed = recent + one.times, recent_failed + one.value
        else:
            base, base_failed = base + one.times, base_failed + one.value
    return {
        "network": act.address, "accounts": accounts(act.address), "everywhere": accounts("*"),
        "failed": recent_failed + 1, "attempts": recent + 1, "base_failed": base_failed, "base": base,
    }  # fmt: skip


def is_spray(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    found = []
    if measure["network"] and measure["accounts"] >= settings["a3_accounts"]:
        found.append(Reason("spray_network", {**measure, "limit": settings["a3_accounts"]}))
    if measure["everywhere"] >= settings["a3_everywhere"]:
        found.append(Reason("spray_everywhere", {**measure, "limit": settings["a3_everywhere"]}))
    if measure["failed"] >= FEW and measure["base"] >= BASE_FEW:
        usual = max(Fraction(measure["base_failed"], measure["base"]), Fraction(1, 100))
        if Fraction(measure["failed"], measure["attempts"]) > settings["a3_ratio"] * usual:
            found.append(Reason("spray_ratio", {**measure, "limit": settings["a3_ratio"]}))
    return tuple(found)


# -- A8 -----------------------------------------------------------------------------------------------------------

_FACTORS = {
    "accounts.remove_totp": "removed",
    "accounts.remove_passkey": "removed",
    "accounts.renew_recovery_codes": "renewed",
    "accounts.set_password_by_link": "reset",
    "accounts.confirm_mail_change": "address",
    "accounts.correct_mail": "address",
    "accounts.undo_mail_change": "address_undone",
}


def weakened(act: Act) -> bool:
    if not done(act):
        return False
    if act.action == OPENED:
        return act.facts.get("method") == "recovery_code"
    if act.action == "accounts.set_password_by_link":
        return act.facts.get("purpose") == "reset"
    return act.action in _FACTORS


def what_weakened(act: Act, windows: Windows) -> Measure:
    what = "recovery" if act.action == OPENED else _FACTORS[act.action]
    return {"what": what, "privileged": act.privileged}


def is_weakened(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    if settings["a8_whom"] == "privileged" and not measure["privileged"]:
        return ()
    return (Reason(f"factor_{measure['what']}"),)


def whose(act: Act, measure: Measure) -> Subject:
    return Subject("user", act.person if act.target == "accounts.user" else act.actor_id)


# -- A12 ----------------------------------------------------------------------------------------------------------


def rare(act: Act) -> bool:
    return done(act) and (opened(act) or (act.actor_kind == "user" and not act.company_id and act.high_risk))


def last(act: Act) -> Iterable[Sight]:
    if opened(act):
        yield Sight("last_sign_in", act.person, grain=86_400)


def last_asks(act: Act) -> Iterable[Ask]:
    if opened(act):
        yield Ask("last_sign_in", act.person, LONG, 1)


def odd_time(act: Act, windows: Windows) -> Measure | None:
    if not opened(act):
        return {"what": "off_hours", "hour": act.hour, "weekday": act.weekday, "days": 0}
    before = windows.rows(Ask("last_sign_in", act.person, LONG, 1), act.at)
    if not before:
        return None
    return {"what": "dormant", "hour": act.hour, "weekday": act.weekday, "days": (act.at - before[-1].at).days}


def is_odd_time(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    if measure["what"] == "dormant":
        return (Reason("dormant", measure),) if measure["days"] > settings["a12_dormant"] else ()
    first, last = settings["a12_from"], settings["a12_to"]
    if not is_outside(measure["hour"], measure["weekday"], first, last):
        return ()
    return (Reason("off_hours", {**measure, "first": first, "last": last}),)
