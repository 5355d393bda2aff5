"""A1, A2, A3, A8, A12: who comes from where, and with what."""

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction

from django.utils.translation import gettext_lazy as _

from tenant_apps.anomalies.decisions import travel
from tenant_apps.anomalies.decisions.shared import (
    DAY,
    MONTH,
    OPENED,
    QUARTER,
    SIGN_INS,
    done,
    is_outside,
    person_of,
    principal_of,
)
from tenant_apps.anomalies.types import (
    Act,
    Ask,
    Bar,
    Kind,
    Measure,
    Reason,
    Setting,
    Settings,
    Sight,
    Subject,
    Windows,
    register,
)

HOUR = 3600
SPRAY = timedelta(minutes=5)
# Failures of five minutes under which a ratio says nothing, and attempts before them.
FEW, BASE_FEW = 20, 100
LONG = timedelta(days=400)


def _opened(act: Act) -> bool:
    return act.action == OPENED and done(act) and bool(act.target_id)


# -- A1 -----------------------------------------------------------------------------------------------------------


def _where(act: Act) -> Iterable[Sight]:
    if act.place is not None and act.place.country:
        yield Sight("sign_in.country", act.person, act.place.country, grain=HOUR)
    if act.place is not None and act.place.system:
        yield Sight("sign_in.system", act.person, act.place.system, grain=HOUR)
    yield Sight("sign_in.network", act.person, act.address, grain=HOUR)
    yield Sight("sign_in.device", act.person, act.agent, grain=HOUR)


def _where_asks(act: Act) -> Iterable[Ask]:
    for kind in ("country", "system", "network", "device"):
        yield Ask(f"sign_in.{kind}", act.person, QUARTER)


def _first_seen(act: Act, windows: Windows) -> Measure | None:
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


def _is_new(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    return tuple(
        Reason(f"new_{one}", {"country": measure["country"], "known": measure["known"]})
        for one in measure["new"]
        if one in settings["a1_what"]
    )


_A1_CHOICES = (("country", _("A country")), ("network", _("An operator of networks")), ("device", _("A device")))
A1 = Kind(
    "A1", _("New country, network or device"),
    _("Somebody signs in from where, or with what, they were not seen in 90 days. Countries and operators are judged "
      "where the deployment supplies a table of networks."),
    "warn", "notify", ("step_up",), _opened, _first_seen, _is_new, lambda act, measure: person_of(act),
    sights=_where, asks=_where_asks,
    settings=(
        Setting(
            "a1_what", "codes", ["country", "network", "device"], _("New: what counts"),
            _("A device counts as new where it comes from a new network too."), choices=_A1_CHOICES,
            loosest=["country", "network", "device"],
        ),
    ),
)  # fmt: skip


# -- A2 -----------------------------------------------------------------------------------------------------------


def _trail(act: Act) -> Iterable[Sight]:
    if act.place is not None and act.place.points:
        points = ";".join(f"{a},{b}" for a, b in act.place.points)
        yield Sight("trail", act.person, f"{int(act.place.is_relay)}|{act.place.country}|{points}"[:400])


def _trail_asks(act: Act) -> Iterable[Ask]:
    yield Ask("trail", act.person, DAY, 1)


def _travel(act: Act, windows: Windows) -> Measure | None:
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


def _is_impossible(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    fast = measure["km"] * 3600 > settings["a2_speed"] * measure["seconds"]
    if measure["relay"] or not fast or measure["km"] <= settings["a2_distance"]:
        return ()
    return (Reason("too_fast", {**measure, "minutes": measure["seconds"] // 60, "limit": settings["a2_speed"]}),)


A2 = Kind(
    "A2", _("Impossible travel"),
    _("Two sign-ins of one person lie further apart than anybody travels in the time between. Judged between the "
      "nearest places of both networks, and never from networks known to relay others."),
    "high", "act", ("step_up",), _opened, _travel, _is_impossible, lambda act, measure: person_of(act),
    sights=_trail, asks=_trail_asks,
    bars=lambda measure, settings: (
        Bar("speed", measure["kmh"], "kmh", is_this=True), Bar("limit", settings["a2_speed"], "kmh"),
    ),
    settings=(
        Setting("a2_speed", "int", 900, _("Travel: fastest"), _("Faster than an airliner is nobody."), _("km/h"),
                low=100, high=5000, loosest=100),
        Setting("a2_distance", "int", 500, _("Travel: shortest distance"),
                _("Nearer places are not told apart well."), _("km"), low=50, high=5000, loosest=50),
    ),
)  # fmt: skip


# -- A3 -----------------------------------------------------------------------------------------------------------


def _attempt(act: Act) -> bool:
    return act.action in SIGN_INS and done(act)


def _failed(act: Act) -> bool:
    return act.facts.get("outcome") in ("refused", "locked")


def _account(act: Act) -> str:
    return str(act.facts.get("account") or act.target_id or "")


def _attempts(act: Act) -> Iterable[Sight]:
    failed = _failed(act)
    yield Sight("attempts", "*", value=int(failed), grain=300)
    if failed and _account(act):
        yield Sight("failed", "*", _account(act), grain=60)
        if act.address:
            yield Sight("failed", act.address, _account(act), grain=60)


def _attempts_asks(act: Act) -> Iterable[Ask]:
    if _failed(act):
        yield Ask("attempts", "*", MONTH, 2000)
        yield Ask("failed", "*", SPRAY, 2000)
        yield Ask("failed", act.address, SPRAY, 2000)


def _spray(act: Act, windows: Windows) -> Measure | None:
    if not _failed(act):
        return None
    mine = _account(act)

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


def _is_spray(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
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


A3 = Kind(
    "A3", _("Passwords tried on many accounts"),
    _("Failures on many accounts within five minutes, from one network or in the whole marketplace, or far more "
      "failures than usual."),
    "high", "act", ("shut_out",), _attempt, _spray, _is_spray,
    lambda act, measure: Subject("network", act.address or "*"), sights=_attempts, asks=_attempts_asks,
    bars=lambda measure, settings: (
        Bar("accounts", measure["accounts"], is_this=True), Bar("limit", settings["a3_accounts"]),
    ),
    settings=(
        Setting("a3_accounts", "int", 20, _("Trying: accounts from one network"),
                _("In five minutes, from one network (/24, or /48 of IPv6)."), _("accounts"), low=3, high=1000,
                loosest=3),
        Setting("a3_everywhere", "int", 60, _("Trying: accounts in the marketplace"),
                _("In five minutes, from wherever."), _("accounts"), low=5, high=10_000, loosest=5),
        Setting("a3_ratio", "int", 10, _("Trying: times the usual share of failures"),
                _("Of five minutes, against the 30 days before."), _("times"), low=2, high=50, loosest=2),
    ),
)  # fmt: skip


# -- A8 -----------------------------------------------------------------------------------------------------------

_FACTORS = {
    "accounts.remove_totp": "removed",
    "accounts.remove_passkey": "removed",
    "accounts.renew_recovery_codes": "renewed",
    "accounts.set_password_by_link": "reset",
}


def _weakened(act: Act) -> bool:
    if not done(act):
        return False
    if act.action == OPENED:
        return act.facts.get("method") == "recovery_code"
    if act.action == "accounts.set_password_by_link":
        return act.facts.get("purpose") == "reset"
    return act.action in _FACTORS


def _what_weakened(act: Act, windows: Windows) -> Measure:
    what = "recovery" if act.action == OPENED else _FACTORS[act.action]
    return {"what": what, "privileged": act.privileged}


def _is_weakened(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    if settings["a8_whom"] == "privileged" and not measure["privileged"]:
        return ()
    return (Reason(f"factor_{measure['what']}"),)


def _whose(act: Act, measure: Measure) -> Subject:
    return Subject("user", act.person if act.target == "accounts.user" else act.actor_id)


A8 = Kind(
    "A8", _("Sign-in made weaker"),
    _("A second factor was removed, recovery codes were renewed or used, or a password was set by a link. Where the "
      "rule acts, the person moves no money for 24 hours."),
    "high", "act", ("hold",), _weakened, _what_weakened, _is_weakened, _whose,
    settings=(
        Setting(
            "a8_whom", "choice", "privileged", _("Weaker sign-in: of whom"),
            _("Those who work for the marketplace or administer a company, or everybody."),
            choices=(("privileged", _("Those with much power")), ("everybody", _("Everybody"))), loosest="everybody",
        ),
    ),
)  # fmt: skip


# -- A12 ----------------------------------------------------------------------------------------------------------


def _rare(act: Act) -> bool:
    return done(act) and (_opened(act) or (act.actor_kind == "user" and not act.company_id and act.high_risk))


def _last(act: Act) -> Iterable[Sight]:
    if _opened(act):
        yield Sight("last_sign_in", act.person, grain=86_400)


def _last_asks(act: Act) -> Iterable[Ask]:
    if _opened(act):
        yield Ask("last_sign_in", act.person, LONG, 1)


def _odd_time(act: Act, windows: Windows) -> Measure | None:
    if not _opened(act):
        return {"what": "off_hours", "hour": act.hour, "weekday": act.weekday, "days": 0}
    before = windows.rows(Ask("last_sign_in", act.person, LONG, 1), act.at)
    if not before:
        return None
    return {"what": "dormant", "hour": act.hour, "weekday": act.weekday, "days": (act.at - before[-1].at).days}


def _is_odd_time(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    if measure["what"] == "dormant":
        return (Reason("dormant", measure),) if measure["days"] > settings["a12_dormant"] else ()
    first, last = settings["a12_from"], settings["a12_to"]
    if not is_outside(measure["hour"], measure["weekday"], first, last):
        return ()
    return (Reason("off_hours", {**measure, "first": first, "last": last}),)


A12 = Kind(
    "A12", _("Odd hours, or an account come back to life"),
    _("The marketplace’s own people do what carries high risk outside working hours, or an account is used again that "
      "nobody used for long."),
    "warn", "notify", ("step_up",), _rare, _odd_time, _is_odd_time,
    lambda act, measure: person_of(act) if _opened(act) else principal_of(act), sights=_last, asks=_last_asks,
    settings=(
        Setting("a12_from", "int", 6, _("Odd hours: work begins"), _("In the marketplace’s time zone."), _("o’clock"),
                low=0, high=23, loosest=0),
        Setting("a12_to", "int", 20, _("Odd hours: work ends"),
                _("In the marketplace’s time zone. Saturdays and Sundays are no working days."), _("o’clock"), low=0,
                high=24, loosest=0),
        Setting("a12_dormant", "int", 60, _("Come back: unused for more than"), "", _("days"), low=7, high=365,
                loosest=7),
    ),
)  # fmt: skip

register(A1, A2, A3, A8, A12)
