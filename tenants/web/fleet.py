"""Console pages about running: regions, migrations, jobs and failures, the audit trail."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.audit.queries import list_recent
from shared_apps.commands import run
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.notary.queries import head, places
from shared_apps.ui.shapes import PageCursor
from tenants.commands import RedeliverMessage, RerunJob, redeliver_message, rerun_job
from tenants.queries import get_migration_run, list_migration_runs, list_owed, list_regions
from tenants.queries.regions import region_name
from tenants.web.pages import actor_of

PAGE = 50


@requires("tenants.view_fleet")
@require_http_methods(["GET"])
def regions_page(request: HttpRequest) -> HttpResponse:
    """Where marketplaces live, and whether the region keeps up."""
    rows = [(line, region_name(line.region)) for line in list_regions()]
    return render(request, "tenants/region_list.html", {"rows": rows})


@requires("tenants.view_fleet")
@require_http_methods(["GET"])
def migrations_page(request: HttpRequest) -> HttpResponse:
    """Migration runs over all marketplaces, newest first."""
    rows = list(list_migration_runs(_before(request), PAGE + 1))
    following = rows[PAGE - 1].started_at if len(rows) > PAGE else None
    facts = {"rows": [(row, region_name(row.region)) for row in rows[:PAGE]], "page": _page(following)}
    return render(request, "tenants/migration_list.html", facts)


@requires("tenants.view_fleet")
@require_http_methods(["GET"])
def migration_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run: what it applied and what happened to each schema that was behind."""
    row = get_migration_run(run_id)
    if row is None:
        raise Http404
    return render(request, "tenants/migration_detail.html", {"run": row, "region": region_name(row.region)})


@requires("tenants.view_fleet")
@require_http_methods(["GET"])
def owed_page(request: HttpRequest) -> HttpResponse:
    """What is waiting, and what was given up and needs a person."""
    actor = actor_of(request)
    facts = {
        "owed": list_owed(),
        "region_names": {line.region: region_name(line.region) for line in list_regions()},
        "may_redeliver": actor.may("tenants.redeliver_message"),
        "may_rerun": actor.may("tenants.rerun_job"),
    }
    return render(request, "tenants/owed.html", facts)


@require_POST
@requires("tenants.redeliver_message")
def redeliver(request: HttpRequest, seq: int) -> HttpResponse:
    """Deliver a parked message again."""
    try:
        run(redeliver_message, actor_of(request), RedeliverMessage(seq=seq))
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
    else:
        messages.success(request, _("It is being delivered again."))
    return HttpResponseRedirect(reverse("tenants:owed"))


@require_POST
@requires("tenants.rerun_job")
def rerun(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Run a failed job again."""
    try:
        run(rerun_job, actor_of(request), RerunJob(job_id=job_id))
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}")
    else:
        messages.success(request, _("It is being run again."))
    return HttpResponseRedirect(reverse("tenants:owed"))


@requires("audit.view_record")
@require_http_methods(["GET"])
def audit_page(request: HttpRequest) -> HttpResponse:
    """Who did what in the control plane, newest first."""
    rows = list(list_recent(PAGE + 1, _before(request)))
    following = rows[PAGE - 1].at if len(rows) > PAGE else None
    numbers = places(row.id for row in rows)
    lines = [(row, numbers[row.id][0] if row.id in numbers else None) for row in rows[:PAGE]]
    return render(request, "tenants/audit.html", {"lines": lines, "head": head(), "page": _page(following)})


def _before(request: HttpRequest) -> datetime | None:
    text = request.GET.get("before", "")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if at.tzinfo is None:
        raise Http404
    return at


def _page(following: datetime | None) -> PageCursor:
    return PageCursor(next=f"?{urlencode({'before': following.isoformat()})}" if following else "")
