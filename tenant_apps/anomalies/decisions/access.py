"""A6, A7, A9, A10: power, exports, records, and ids that are not one's own."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from tenant_apps.anomalies.decisions.figures import mean, whole
from tenant_apps.anomalies.decisions.shared import MONTH, by_hand, done, is_outside
from tenant_apps.anomalies.types import (
    Act,
    Ask,
    Measure,
    Reason,
    Settings,
    Sight,
    Windows,
)

HEADS = frozenset({"owner", "admin", "company_admin"})
TEN = timedelta(minutes=10)
FIVE = timedelta(minutes=5)
# Rows that are never many, and exports before which nothing is usual.
FEW_ROWS, FEW = 1000, 3
DENIED = "anomalies.note_denial"
GROWTH = frozenset({"identity.change_role", "identity.invite_person", "identity.lend_rights", "accounts.create_api_key",
                    "identity.define_role", "identity.redefine_role"})  # fmt: skip


# -- A6 -----------------------------------------------------------------------------------------------------------


def grows(act: Act) -> bool:
    return done(act) and act.action in GROWTH and by_hand(act)


def growth(act: Act, windows: Windows) -> Measure:
    facts = act.facts
    role = str(facts.get("after") or facts.get("role") or "") if act.target == "identity.membership" else ""
    return {
        "self": bool(facts.get("user_id")) and facts.get("user_id") == act.actor_id and facts.get("before") != role,
        "head": role if role in HEADS and facts.get("before") not in HEADS else "",
        "permissions": facts.get("permissions", 0) if act.action == "accounts.create_api_key" else 0,
        "hour": act.hour, "weekday": act.weekday, "role": role,
    }  # fmt: skip


def is_growth(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    found = []
    if measure["self"]:
        found.append(Reason("grown_self", measure))
    if measure["head"]:
        found.append(Reason("grown_head", measure))
    if measure["permissions"] >= settings["a6_permissions"]:
        found.append(Reason("grown_key", {**measure, "limit": settings["a6_permissions"]}))
    first, last = settings["a6_from"], settings["a6_to"]
    if is_outside(measure["hour"], measure["weekday"], first, last):
        found.append(Reason("grown_off_hours", {**measure, "first": first, "last": last}))
    return tuple(found)


# -- A7 -----------------------------------------------------------------------------------------------------------


def rows(act: Act) -> int:
    rows = act.facts.get("rows")
    return rows if isinstance(rows, int) and not isinstance(rows, bool) else 0


def exports(act: Act) -> bool:
    verb = act.action.partition(".")[2]
    return done(act) and verb.startswith("export") and rows(act) > 0 and by_hand(act)


def exported(act: Act) -> Iterable[Sight]:
    yield Sight("exported", act.principal, value=rows(act), grain=60)


def exported_asks(act: Act) -> Iterable[Ask]:
    yield Ask("exported", act.principal, MONTH, 1000)


def export(act: Act, windows: Windows) -> Measure:
    now, before = 0, []
    for one in windows.rows(Ask("exported", act.principal, MONTH, 1000), act.at):
        if one.at > act.at - TEN:
            now += one.value
        else:
            before.append(one.value)
    return {"rows": now + rows(act), "usual": whole(mean(before)) if before else 0, "known": len(before)}


def is_mass(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    if measure["rows"] > settings["a7_rows"]:
        return (Reason("export_many", {**measure, "limit": settings["a7_rows"]}),)
    odd = measure["known"] >= FEW and measure["rows"] >= FEW_ROWS
    if odd and measure["rows"] > settings["a7_times"] * max(measure["usual"], 1):
        return (Reason("export_unlike", {**measure, "times": settings["a7_times"]}),)
    return ()


# -- A9 -----------------------------------------------------------------------------------------------------------

PUBLISHED = frozenset({"rulesets.change_settings", "rulesets.publish_draft", "rulesets.approve_draft"})
# What keeps records; a smaller number or an empty text is less than before.
RETENTION = ("log.retention_days", "log.witnesses")


def watches(act: Act) -> bool:
    if not done(act):
        return False
    if act.action == "compliance.choose_profiles":
        return True
    return act.action in PUBLISHED and isinstance(act.facts.get("changed"), Mapping)


def kept(act: Act) -> Iterable[Sight]:
    changed = act.facts.get("changed")
    if isinstance(changed, Mapping):
        for key in RETENTION:
            if key in changed:
                yield Sight("kept", key, str(changed[key])[:200])


def kept_asks(act: Act) -> Iterable[Ask]:
    for key in RETENTION:
        yield Ask("kept", key, timedelta(days=3650), 1)


def loss(act: Act, windows: Windows) -> Measure | None:
    if act.action == "compliance.choose_profiles":
        gone = sorted(set(act.facts.get("before") or ()) - set(act.facts.get("after") or ()))
        return {"off": [], "shorter": [], "profiles": gone} if gone else None
    changed: Mapping[str, Any] = act.facts["changed"]
    off = sorted(key for key, value in changed.items() if key.startswith("anomalies.a") and value == "off")
    shorter = sorted(key for key in RETENTION if key in changed and is_less(key, changed[key], windows, act))
    return {"off": off, "shorter": shorter, "profiles": []} if off or shorter else None


def is_less(key: str, value: Any, windows: Windows, act: Act) -> bool:
    before = windows.rows(Ask("kept", key, timedelta(days=3650), 1), act.at)
    if key == "log.witnesses":
        return not str(value).strip() and bool(before) and bool(before[-1].mark.strip())
    # Without a change seen before it was the least that any marketplace keeps, and cannot have been shortened.
    return bool(before) and int(value) < int(before[-1].mark)


def is_loss(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    return (
        *(Reason("watch_off", {"key": key}) for key in measure["off"]),
        *(Reason("kept_shorter", {"key": key}) for key in measure["shorter"]),
        *(Reason("profile_gone", {"profile": one}) for one in measure["profiles"]),
    )


# -- A10 ----------------------------------------------------------------------------------------------------------


def denied(act: Act) -> bool:
    return act.action == DENIED and by_hand(act)


def denials(act: Act) -> Iterable[Sight]:
    yield Sight("denied", act.principal, act.target_id, grain=60)


def denials_asks(act: Act) -> Iterable[Ask]:
    yield Ask("denied", act.principal, FIVE, 200)


def probing(act: Act, windows: Windows) -> Measure:
    known = {one.mark for one in windows.rows(Ask("denied", act.principal, FIVE, 200), act.at)}
    return {"ids": len(known | {act.target_id}), "where": act.target}


def is_probing(measure: Measure, settings: Settings) -> tuple[Reason, ...]:
    limit = settings["a10_ids"]
    return (Reason("foreign_ids", {**measure, "limit": limit}),) if measure["ids"] >= limit else ()
