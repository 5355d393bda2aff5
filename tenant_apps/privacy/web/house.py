"""How long records are kept and what is held back; purposes; assessments of impact; records of processing as CSV."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.crypto import register
from shared_apps.ui.acting import attempt
from shared_apps.ui.lists import csv_answer
from tenant_apps.privacy.commands import (
    LiftHold,
    RetirePurpose,
    lift_hold,
    place_hold,
    publish_purpose,
    record_assessment,
    retire_purpose,
)
from tenant_apps.privacy.queries import house as queries
from tenant_apps.privacy.queries.processing import registered
from tenant_apps.privacy.queries.purposes import view_of
from tenant_apps.privacy.queries.retention import plan
from tenant_apps.privacy.rules import ASSESSED_WORDS, SEPARATE_WORDS
from tenant_apps.privacy.types import CLASSES
from tenant_apps.privacy.web.forms import AssessmentForm, HoldForm, PurposeForm
from tenant_apps.privacy.web.shared import house_of, places


@requires("privacy.view_retention")
@require_http_methods(["GET"])
def retention_page(request: HttpRequest) -> HttpResponse:
    """What the next run would remove, what stays and why; holds; the last runs."""
    actor = house_of(request)
    names = {one.code: one.title for one in CLASSES.values()}
    facts = {
        **places(actor, "retention"),
        "plan": plan(timezone.now()),
        "holds": [(one, names.get(one.record_class, "")) for one in queries.list_holds(actor)],
        "runs": [
            (run, [(names.get(line["class"], line["class"]), line) for line in run.lines
                   if line["removed"] or line["held"] or line["refused"] or line.get("disputed")])
            for run in queries.list_runs(actor)
        ],
        "may_hold": actor.may("privacy.place_hold"),
        "may_lift": actor.may("privacy.lift_hold"),
        "today": timezone.now().date(),
    }  # fmt: skip
    return render(request, "privacy/retention.html", facts)


@requires("privacy.place_hold")
@require_http_methods(["GET", "POST"])
def hold_new_page(request: HttpRequest) -> HttpResponse:
    """Place a legal hold."""
    actor = house_of(request)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.send(place_hold, actor, form.input()):
        messages.success(request, _("Hold %(number)s stands.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("privacy:retention"))
    return render(request, "privacy/hold_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires("privacy.lift_hold")
def hold_lift(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """End a hold, with the reason."""
    queries.find_hold(house_of(request), hold_id)
    data = LiftHold(hold_id=hold_id, reason=request.POST.get("reason", "")[:501])
    attempt(request, lift_hold, data, _("The hold is lifted."))
    return HttpResponseRedirect(reverse("privacy:retention"))


@requires("privacy.view_assessment")
@require_http_methods(["GET"])
def purpose_list_page(request: HttpRequest) -> HttpResponse:
    """Purposes for which data of people is used, in the version in force."""
    actor = house_of(request)
    facts = {
        **places(actor, "purposes"),
        "rows": [(row, view_of(row), [SEPARATE_WORDS[code] for code in row.separate])
                 for row in queries.list_purposes(actor)],
        "may_publish": actor.may("privacy.publish_purpose"),
        "may_retire": actor.may("privacy.retire_purpose"),
    }  # fmt: skip
    return render(request, "privacy/purpose_list.html", facts)


@requires("privacy.publish_purpose")
@require_http_methods(["GET", "POST"])
def purpose_new_page(request: HttpRequest) -> HttpResponse:
    """Publish a purpose, or its next version, in both languages."""
    actor = house_of(request)
    wanted = request.GET.get("code", "")
    known = next((row for row in queries.list_purposes(actor) if row.code == wanted), None)
    initial = {} if known is None else {
        "code": known.code, "basis": known.basis, "separate": known.separate, "kinds": ", ".join(known.kinds),
        "retention_months": known.retention_months, "title_en": known.title_en, "text_en": known.text_en,
        "title_zh_hans": known.title_zh_hans, "text_zh_hans": known.text_zh_hans,
    }  # fmt: skip
    form = PurposeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and form.send(publish_purpose, actor, form.input()):
        done = _("Version %(n)s of %(code)s is in force.") % {"n": form.result.version, "code": form.result.code}
        messages.success(request, done)
        return HttpResponseRedirect(reverse("privacy:purposes"))
    return render(request, "privacy/purpose_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@requires("privacy.retire_purpose")
def purpose_retire(request: HttpRequest, code: str) -> HttpResponse:
    """End a purpose."""
    house_of(request)
    attempt(request, retire_purpose, RetirePurpose(code=code), _("The purpose is ended; it may use nobody’s data."))
    return HttpResponseRedirect(reverse("privacy:purposes"))


@requires("privacy.view_assessment")
@require_http_methods(["GET"])
def assessment_list_page(request: HttpRequest) -> HttpResponse:
    """Assessments of impact, newest first."""
    actor = house_of(request)
    facts = {
        **places(actor, "assessments"),
        "rows": [(row, [ASSESSED_WORDS[code] for code in row.needed_for]) for row in queries.list_assessments(actor)],
        "may_record": actor.may("privacy.record_assessment"),
        "today": timezone.now().date(),
    }
    return render(request, "privacy/assessment_list.html", facts)


@requires("privacy.record_assessment")
@require_http_methods(["GET", "POST"])
def assessment_new_page(request: HttpRequest) -> HttpResponse:
    """Record an assessment of impact."""
    actor = house_of(request)
    form = AssessmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.send(record_assessment, actor, form.input(None)):
        messages.success(request, _("Assessment %(number)s is kept.") % {"number": form.result.number})
        return HttpResponseRedirect(reverse("privacy:assessment", args=[form.result.assessment_id]))
    return render(request, "privacy/assessment_new.html", {"form": form}, status=422 if form.errors else 200)


@requires("privacy.view_assessment")
@require_http_methods(["GET"])
def assessment_page(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """One assessment."""
    actor = house_of(request)
    row = queries.find_assessment(actor, assessment_id)
    needed = [ASSESSED_WORDS[code] for code in row.needed_for]
    return render(request, "privacy/assessment.html", {**places(actor, "assessments"), "row": row, "needed": needed})


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def processing_csv(request: HttpRequest) -> HttpResponse:
    """The records of processing as a table, one line for each column, with the register it stands in."""
    house_of(request)
    head = ("register", "whose", "purpose", "basis", "retention", "sensitive", "column", "protection", "why_plain")
    rows = [
        (one.role, register.WHOSE[one.line.whose], register.PURPOSES[one.line.purpose], register.BASES[one.line.basis],
         register.RETENTION[one.line.retention], one.line.sensitive, entry.model + "." + entry.column,
         register.WAYS[entry.kept], entry.why_plain)
        for one in registered() for entry in one.line.entries
    ]  # fmt: skip
    return csv_answer("records-of-processing", head, rows, hides={})
