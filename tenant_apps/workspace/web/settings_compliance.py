"""Compliance: every control with value, reason and source; choosing profiles, with what would change shown first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command, run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.profiles import laws
from shared_apps.profiles.catalogue import get_profile
from shared_apps.profiles.merging import choices
from shared_apps.ui import lists
from tenant_apps.compliance.commands import (
    ApproveProfiles,
    ChooseProfiles,
    DecideConflict,
    RejectProfiles,
    WithdrawProfiles,
    approve_profiles,
    choose_profiles,
    decide_conflict,
    reject_profiles,
    withdraw_profiles,
)
from tenant_apps.compliance.queries import (
    conflict_names,
    current_choice,
    displaced_by,
    lines_of,
    list_ways,
    mode_name,
    preview,
    proposal,
    state_names,
    state_tones,
    status_names,
    value_words,
)
from tenant_apps.compliance.types import STATES, Change, ChoiceFacts, ControlLine, Reason
from tenant_apps.rulesets.queries import person_of
from tenant_apps.rulesets.types import REGISTRY
from tenant_apps.workspace.web.settings_shared import actor_of, house_of, index_of, url_of


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason as the page shows it."""

    reason: Reason
    value: str
    sure: str


@dataclass(frozen=True, slots=True)
class ControlRow:
    """A control as the page shows it; `stricter` where the marketplace itself goes further."""

    line: ControlLine
    value: str
    stricter: str
    state: str
    tone: str
    icon: str
    reasons: tuple[ReasonRow, ...]
    url: str
    conflict: str


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """What a person decides: the values that stand against each other, by their place in the list."""

    key: str
    name: str
    why: str
    options: tuple[tuple[int, str, str], ...]
    decided: str
    reason: str


@requires("compliance.view_profiles")
@require_http_methods(["GET"])
def compliance_page(request: HttpRequest) -> HttpResponse:
    """The controls in force, found by words, profile, who keeps them, and whether counsel should look."""
    actor = actor_of(request)
    choice = current_choice()
    profiles = choice.profiles if choice else ()
    filters = lists.wanted(request, "q", "profile", "state", "mark")
    every = lines_of(profiles, choice.decisions if choice else {})
    shown = [_row(line) for line in every if _matches(line, filters)]
    waiting = proposal() if actor.is_marketplace else None
    facts = {
        "entries": index_of(actor, "compliance"),
        "choice": choice,
        "laws": [laws.get_law(code) for code in profiles],
        "counts": _counts(every),
        "rows": shown,
        "total": len(every),
        "filters": filters,
        "profile_options": [(code, str(laws.get_law(code).name)) for code in profiles],
        "state_options": [(code, state_names()[code]) for code in STATES],
        "mark_options": [("counsel", _("Check with counsel")), ("read", _("Read in the primary text"))],
        "ways": [(one, mode_name(one.code), laws.ban_name(one.ban) if one.ban else "") for one in list_ways(profiles)],
        "waiting": waiting,
        "may_choose": actor.is_marketplace and actor.may("compliance.choose_profiles"),
        "home": get_profile(choice.home).name if choice else "",
    }
    return render(request, "workspace/settings_compliance.html", facts)


@requires("compliance.choose_profiles")
@require_http_methods(["GET"])
def choose_page(request: HttpRequest) -> HttpResponse:
    """Tick profiles, look at what would change, propose. `?profile=` may stand several times."""
    return _choosing(request)


@require_POST
@requires("compliance.choose_profiles")
def choose_propose(request: HttpRequest) -> HttpResponse:
    """Propose the ticked set."""
    wanted = request.POST.getlist("profile")[:40]
    data = ChooseProfiles(profiles=wanted, reason=request.POST.get("reason", "")[:301])
    try:
        run(choose_profiles, house_of(request), data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        return _choosing(request, wanted, refusal=refusal)
    messages.success(request, _("Proposed. A second person approves it."))
    return HttpResponseRedirect(reverse("workspace:settings_proposal"))


@requires("compliance.view_profiles")
@require_http_methods(["GET"])
def proposal_page(request: HttpRequest) -> HttpResponse:
    """The proposal that waits: what it changes, what must be decided, and by whom it is approved."""
    return _proposal(request)


@require_POST
@requires("compliance.choose_profiles")
def proposal_decide(request: HttpRequest) -> HttpResponse:
    """Decide one conflict between the proposed profiles."""
    waiting = proposal()
    key, place = request.POST.get("key", "")[:80], request.POST.get("place", "")
    found = _conflicts(waiting).get(key) if waiting else None
    options = choices(found.combined) if found else []
    value = options[int(place)] if place.isdecimal() and int(place) < len(options) else None
    reason = request.POST.get("reason", "")[:301]
    return _act(
        request, decide_conflict, DecideConflict(edition=_edition(request), key=key, value=value, reason=reason),
        _("Decided."), reverse("workspace:settings_proposal"),
    )  # fmt: skip


@require_POST
@requires("compliance.approve_profiles")
def proposal_approve(request: HttpRequest) -> HttpResponse:
    """Approve it, or reject it with the reason."""
    if "reject" in request.POST:
        reason = request.POST.get("reason", "")[:301]
        return _act(
            request, reject_profiles, RejectProfiles(edition=_edition(request), reason=reason), _("Rejected."),
            reverse("workspace:settings_compliance"),
        )  # fmt: skip
    return _act(
        request, approve_profiles, ApproveProfiles(edition=_edition(request)), _("The profiles are in force."),
        reverse("workspace:settings_compliance"),
    )  # fmt: skip


@require_POST
@requires("compliance.choose_profiles")
def proposal_withdraw(request: HttpRequest) -> HttpResponse:
    """Take it back."""
    data = WithdrawProfiles(edition=_edition(request))
    return _act(request, withdraw_profiles, data, _("Taken back."), reverse("workspace:settings_compliance"))


def _choosing(request: HttpRequest, wanted: Sequence[str] = (), refusal: Refusal | None = None) -> HttpResponse:
    actor = house_of(request)
    choice = current_choice()
    profiles = choice.profiles if choice else ()
    fixed = get_profile(choice.home).laws if choice else ()
    known = [law.profile for law in laws.list_laws()]
    asked = wanted or request.GET.getlist("profile")[:40]
    ticked = [code for code in known if code in (asked or profiles) or code in fixed]
    differs = tuple(ticked) != profiles
    facts = {
        "entries": index_of(actor, "compliance"),
        "offered": [(law, law.profile in ticked, law.profile in fixed) for law in laws.list_laws()],
        "differs": differs,
        **(_differences(choice, ticked, {}) if choice and differs else {}),
        "waiting": proposal(),
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    return render(
        request, "workspace/settings_compliance_choose.html", facts, status=refusal.status if refusal else 200
    )


def _proposal(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    actor = house_of(request)
    waiting, choice = proposal(), current_choice()
    facts: dict[str, Any] = {
        "entries": index_of(actor, "compliance"), "waiting": waiting, "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }  # fmt: skip
    if waiting and choice:
        mine = person_of(actor) in waiting.authors
        facts |= _differences(choice, waiting.profiles, waiting.decisions)
        facts |= {
            "laws": [laws.get_law(code) for code in waiting.profiles],
            "is_mine": mine,
            "may_decide": actor.may("compliance.choose_profiles"),
            "may_approve": actor.may("compliance.approve_profiles") and not mine,
            "may_withdraw": actor.may("compliance.choose_profiles") and mine,
        }
    status = refusal.status if refusal else 200
    return render(request, "workspace/settings_compliance_proposal.html", facts, status=status)


def _act(request: HttpRequest, command: Command[Any, Any], data: Any, done: str, to: str) -> HttpResponse:
    try:
        run(command, house_of(request), data)
    except NotAllowed as refusal:
        if not refusal.code.startswith("compliance."):
            raise
        return _proposal(request, refusal)
    except Refusal as refusal:
        return _proposal(request, refusal)
    messages.success(request, done)
    return HttpResponseRedirect(to)


def _differences(
    choice: ChoiceFacts, profiles: Sequence[str], decisions: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    changes = preview(choice.profiles, profiles, choice.decisions, decisions)
    conflicts = [one.after for one in changes if one.after and one.after.combined.conflict]
    return {
        "changes": [_change(one) for one in changes],
        "conflicts": [_conflict(line, decisions) for line in conflicts],
        "is_open": any(line.combined.is_open for line in conflicts),
        "displaced": [
            (str(REGISTRY[one.key].label), value_words(one.key, one.own), value_words(one.key, one.instead))
            for one in displaced_by(list(profiles), choice.home)
        ],
    }


def _conflicts(waiting: ChoiceFacts) -> dict[str, ControlLine]:
    found = lines_of(waiting.profiles, waiting.decisions, live=False)
    return {line.key: line for line in found if line.combined.conflict}


def _conflict(line: ControlLine, decisions: Mapping[str, Mapping[str, Any]]) -> ConflictRow:
    made = decisions.get(line.key)
    options = tuple(
        (
            place,
            value_words(line.key, value),
            "; ".join(f"{one.profile_name}: {one.source}" for one in line.reasons if one.value == value),
        )
        for place, value in enumerate(choices(line.combined))
    )
    decided = value_words(line.key, line.value) if made and line.value is not None else ""
    why = conflict_names()[line.combined.conflict]
    return ConflictRow(line.key, line.name, why, options, decided, str(made["reason"]) if made else "")


def _change(one: Change) -> tuple[str, str, str, str]:
    """Name, before, after, and because of which sources."""
    line = one.after or one.before
    name = line.name if line else one.key
    after = _("to be decided") if one.after and one.after.combined.is_open else _value(one.key, one.after)
    because = "; ".join(dict.fromkeys(reason.source for reason in one.after.reasons)) if one.after else ""
    return name, _value(one.key, one.before), after, because


def _value(key: str, line: ControlLine | None) -> str:
    return _("not demanded") if line is None else value_words(key, line.value)


def _row(line: ControlLine) -> ControlRow:
    tone, icon = state_tones()[line.state]
    stricter = ""
    if line.state == "rule" and line.in_force is not None and line.in_force != line.value:
        stricter = value_words(line.key, line.in_force)
    return ControlRow(
        line=line,
        value=_("to be decided") if line.combined.is_open else value_words(line.key, line.value),
        stricter=stricter,
        state=state_names()[line.state],
        tone=tone,
        icon=icon,
        reasons=tuple(
            ReasonRow(one, value_words(line.key, one.value), status_names()[one.status]) for one in line.reasons
        ),
        url=url_of(line.key.partition(".")[0]) if line.state == "rule" else "",
        conflict=conflict_names()[line.combined.conflict] if line.combined.conflict else "",
    )


def _matches(line: ControlLine, filters: Mapping[str, str]) -> bool:
    words = filters.get("q", "").casefold().split()
    text = " ".join((line.key, line.name, *(f"{one.source} {one.profile_name}" for one in line.reasons))).casefold()
    return (
        all(word in text for word in words)
        and filters.get("profile", "") in ("", *line.profiles)
        and filters.get("state", "") in ("", line.state)
        and (filters.get("mark", "") != "counsel" or line.needs_counsel)
        and (filters.get("mark", "") != "read" or not line.needs_counsel)
    )


def _counts(lines: Sequence[ControlLine]) -> list[tuple[str, int, str, str]]:
    return [(state_names()[code], sum(line.state == code for line in lines), *state_tones()[code]) for code in STATES]


def _edition(request: HttpRequest) -> int:
    text = request.POST.get("edition", "")
    return int(text) if text.isdecimal() and len(text) < 9 else 0
