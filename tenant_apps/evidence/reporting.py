"""The sections of a pack as tables for people, in the language of the thread, from what the parts for machines say."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shared_apps.ui.statuses import status_of
from tenant_apps.anomalies.types import REGISTRY

MOST = 40


def tables_of(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Titles, leads, heads and rows, in the order in which an auditor reads them."""
    told = {name: json.loads(text) for name, text in files.items() if name.endswith(".json")}
    return [
        _restore(told["restore.json"]),
        _reviews(told["access-reviews.json"]),
        _separation(told["separation.json"]),
        _requests(told["privacy.json"]),
        _breaches(told["breaches.json"]),
        _alerts(told["alerts.json"]),
        _transfers(told["transfers.json"], told.get("residency.json")),
        _keys(told["keys.json"], told["connections.json"]),
    ]


def _table(title: str, lead: str, head: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    shown = [[str(cell) for cell in row] for row in rows[:MOST]]
    if len(rows) > MOST:
        more = ngettext("%(n)s more is in the part for machines.", "%(n)s more are in the part for machines.",
                        len(rows) - MOST) % {"n": len(rows) - MOST}  # fmt: skip
        lead = f"{lead} {more}".strip()
    return {"title": title, "lead": lead, "head": list(head), "rows": shown}


def _day(at: str) -> str:
    return at[:10] or "–"


def _moment(at: str) -> str:
    return f"{at[:10]} {at[11:16]}" if at else "–"


def _restore(told: Mapping[str, Any]) -> dict[str, Any]:
    lead = _("The next drill is due on %(day)s.") % {"day": _day(told["due_at"])} if told["due_at"] else ""
    if not told["drills"]:
        lead = " ".join((_("No drill of restoring was made yet."), lead)).strip()
    return _table(
        _("Drills of restoring"), lead,
        [_("Ended at"), _("Outcome"), _("Tables"), _("Rows"), _("Acts in the log"), _("What was wrong")],
        [
            [_moment(one["ended_at"]), status_of("evidence.drill", one["outcome"]).label, one["tables"], one["rows"],
             one["log_size"], "; ".join([one["problem"], *one["broken"][:2], *one["differing"][:2]]).strip("; ") or "–"]
            for one in told["drills"]
        ],
    )  # fmt: skip


def _reviews(told: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    signed = sum(one["state"] == "signed" for one in told)
    late = sum(bool(one["overdue_at"]) for one in told)
    return _table(
        _("Reviews of rights"),
        _("%(signed)s of %(all)s are signed, %(late)s were late.") % {"signed": signed, "all": len(told), "late": late},
        [_("Opened"), _("Company"), _("Signed"), _("Grants"), _("Taken away"), _("SHA-256")],
        [
            [_day(one["opened_at"]), one["company"][:8] or _("The marketplace"), _day(one["signed_at"]), one["lines"],
             one["revoked"], one["digest"][:16] or "–"]
            for one in told
        ],
    )  # fmt: skip


def _separation(told: Mapping[str, Any]) -> dict[str, Any]:
    names = {one["id"]: one["name"] for one in told["rules"]}
    lead = _("Rules: %(rules)s. Conflicts that stand: %(conflicts)s; rights in them do not work.") % {
        "rules": len(names), "conflicts": len(told["conflicts"]),
    }  # fmt: skip
    three = _("The three administrators are separate.") if told["three_administrators"] else _(
        "The three administrators are not asked to be separate here."
    )  # fmt: skip
    return _table(
        _("Separation of duties"), f"{lead} {three}",
        [_("Rule"), _("Person"), _("Role"), _("Other role"), _("Rights that do not work")],
        [
            [names.get(one["rule"], one["rule"]), one["person"][:8], one["left_role"], one["right_role"],
             len(one["codes"])]
            for one in told["conflicts"]
        ],
    )  # fmt: skip


def _requests(told: Mapping[str, Any]) -> dict[str, Any]:
    rule = told["periods"]
    lead = _("An answer takes %(days)s days at most, extended by %(more)s.") % {
        "days": rule["answer_days"], "more": rule["extend_days"],
    }  # fmt: skip
    return _table(
        _("Requests of people about their data"), lead,
        [_("Kind"), _("Came in"), _("In time"), _("Late"), _("Open"), _("Refused"), _("Longest, days")],
        [
            [status_of("privacy.kind", one["kind"]).label, one["received"], one["closed_in_time"],
             one["closed_late"] + one["open_and_late"], one["open"], one["refused"], one["longest_days"]]
            for one in told["requests"]
        ],
    )  # fmt: skip


def _breaches(told: Mapping[str, Any]) -> dict[str, Any]:
    lead = _("The authority is told within %(hours)s hours.") % {"hours": told["clocks"]["authority_hours"]}
    return _table(
        _("Breaches of personal data"), lead if told["breaches"] else " ".join((_("None is registered."), lead)),
        [_("No."), _("Known since"), _("Risk"), _("Told"), _("Late"), _("Closed")],
        [
            [one["number"], _moment(one["aware_at"]), status_of("privacy.risk", one["risk"]).label,
             f"{sum(bool(duty['told_at']) for duty in one['duties'])} / {sum(not d['waived'] for d in one['duties'])}",
             sum(duty["late"] for duty in one["duties"]), _day(one["closed_at"])]
            for one in told["breaches"]
        ],
    )  # fmt: skip


def _alerts(told: Mapping[str, Any]) -> dict[str, Any]:
    took = told["latency"]
    lead = _(
        "From the act to its alert: half within %(median)s ms, 99 of 100 within %(p99)s ms, the longest %(longest)s "
        "ms, over %(alerts)s alerts."
    ) % {
        "median": took["median_ms"], "p99": took["p99_ms"], "longest": took["longest_ms"], "alerts": took["alerts"],
    }  # fmt: skip
    return _table(
        _("Alerts"), lead,
        [_("Rule"), _("Alerts"), _("Nobody’s"), pgettext("alert", "Taken"), _("Confirmed"), _("Dismissed")],
        [
            [f"{one['rule']} {REGISTRY[one['rule']].title if one['rule'] in REGISTRY else ''}", one["alerts"],
             one["open"], one["taken"], one["confirmed"], one["dismissed"]]
            for one in told["rules"]
        ],
    )  # fmt: skip


def _transfers(told: Mapping[str, Any], statement: Mapping[str, Any] | None) -> dict[str, Any]:
    lead = _("Data of %(persons)s people went abroad in %(year)s.") % {
        "persons": told["persons"], "year": told["year"],
    }  # fmt: skip
    stated = (
        _("The statement of residency of %(day)s is in the pack, as it was signed.")
        % {"day": json.loads(statement["body"])["day"]}
        if statement
        else _("No statement of residency was made yet.")
    )
    used = [one for one in told["flows"] if one["passed"] + one["blocked"]]
    return _table(
        _("What left the region"), f"{lead} {stated}",
        [_("Flow"), _("Passed"), _("Abroad"), _("Blocked")],
        [[one["code"], one["passed"], one["abroad"], one["blocked"]] for one in used],
    )  # fmt: skip


def _keys(keys: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    systems = told["system_keys"]
    live = [one for one in keys["keys"] if not one["destroyed_at"]]
    return _table(
        _("Keys"), "",
        [_("What"), _("How many")],
        [
            [_("Data keys of the marketplace"), len(live)],
            [_("Keys of people"), keys["keys_of_people"]],
            [_("API keys that work"), systems["live"]],
            [_("of them without an end"), systems["without_end"]],
            [_("of them unused for 90 days"), systems["unused_for_90_days"]],
            [_("Age of the oldest, days"), systems["oldest_days"]],
            [_("Clients of OAuth 2.0 that work"), told["clients"]["live"]],
            [_("Identity providers in use"), told["providers"]["in_use"]],
            [_("People they sign in"), told["providers"]["people"]],
            [_("Directories that bring people"), told["directories"]["live"]],
            [_("Witnesses of the log"), len(told["witnesses"])],
        ],
    )  # fmt: skip
