"""Pages of connections: the list with its health, one connection, a new one, its settings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command, run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from tenant_apps.integrations.commands import (
    AskReconciliation,
    ChangeConnection,
    RunConnection,
    SendAgain,
    ask_reconciliation,
    change_connection,
    create_connection,
    drop_file,
    run_connection,
    send_again,
)
from tenant_apps.integrations.queries import pages
from tenant_apps.integrations.queries.kinds import connector_kind, connector_kinds
from tenant_apps.integrations.queries.words import effects
from tenant_apps.integrations.web.forms import ConnectionForm, FileForm, WinnersForm

SHOWN = 6


@requires("integrations.view_connection")
@require_http_methods(["GET"])
def connection_list_page(request: HttpRequest) -> HttpResponse:
    """Which systems are connected, how they fare, and what waits."""
    actor = actor_of(request)
    facts = {
        "rows": pages.list_connections(actor),
        "is_house": actor.is_marketplace,
        "may_create": actor.company_id is not None and actor.may("integrations.create_connection"),
    }
    return render(request, "integrations/connection_list.html", facts)


@requires("integrations.create_connection")
@require_http_methods(["GET", "POST"])
def connection_new_page(request: HttpRequest) -> HttpResponse:
    """First the way the system speaks, then what that way needs."""
    actor = actor_of(request)
    if actor.company_id is None:
        raise Http404
    kind = connector_kind(request.GET.get("connector", ""))
    if kind is None:
        return render(request, "integrations/connection_new.html", {"kinds": connector_kinds()})
    form = ConnectionForm(request.POST or None, kind=kind, is_new=True)
    if request.method == "POST" and form.is_valid() and form.send(create_connection, actor, form.create(None)):
        messages.success(request, _("The system is connected."))
        return HttpResponseRedirect(reverse("integrations:connection", args=[form.result.connection_id]))
    return render(
        request, "integrations/connection_new.html", {"form": form, "kind": kind}, status=422 if form.errors else 200
    )


@requires("integrations.view_connection")
@require_http_methods(["GET"])
def connection_page(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """One connection: health, what waits, files, the last comparison."""
    return one(request, connection_id)


def one(request: HttpRequest, connection_id: UUID, *, file_form: FileForm | None = None) -> HttpResponse:
    """The page of a connection, with a form that was refused if there is one."""
    actor = actor_of(request)
    line, row = pages.one_connection(actor, connection_id)
    things, heard_at = pages.words_count(connection_id)
    facts: dict[str, Any] = {
        "line": line,
        "connection": row,
        "things": things,
        "heard_at": heard_at,
        "taken": pages.deliveries_taken(connection_id),
        "open": pages.open_disagreements(connection_id, SHOWN),
        "deliveries": pages.open_deliveries(connection_id, SHOWN),
        "files": pages.last_files(connection_id, SHOWN),
        "report": pages.last_comparison(connection_id),
        "owed_report": pages.owed_comparison(connection_id),
        "is_house": actor.is_marketplace,
        "may_change": actor.may("integrations.change_connection"),
        "may_run": line.is_scheduled and row.state == "active" and actor.may("integrations.run_connection"),
        "may_compare": actor.may("integrations.ask_reconciliation"),
        "may_drop": row.state == "active" and actor.may("integrations.drop_file"),
        "may_send": actor.may("integrations.send_again"),
        "file_form": file_form or FileForm(),
    }
    return render(request, "integrations/connection_detail.html", facts, status=422 if file_form else 200)


@requires("integrations.change_connection")
@require_http_methods(["GET", "POST"])
def connection_settings_page(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Name, settings and secret of the connection."""
    actor = actor_of(request)
    line, row = pages.one_connection(actor, connection_id)
    kind = connector_kind(row.connector)
    if kind is None:
        raise Http404
    form = ConnectionForm(request.POST or None, kind=kind, is_new=False, initial={"name": row.name, **row.settings})
    if request.method == "POST" and form.is_valid() and form.send(change_connection, actor, form.change(row.pk)):
        messages.success(request, _("The connection is changed."))
        return HttpResponseRedirect(reverse("integrations:connection", args=[row.pk]))
    facts = {"form": form, "line": line, "kind": kind}
    return render(request, "integrations/connection_settings.html", facts, status=422 if form.errors else 200)


@requires("integrations.change_connection")
@require_http_methods(["GET", "POST"])
def connection_winners_page(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Who wins where both sides say something else, with what each choice does."""
    actor = actor_of(request)
    line, row = pages.one_connection(actor, connection_id)
    form = WinnersForm(request.POST or None, fields=pages.field_rules(row), effects=effects())
    if request.method == "POST" and form.is_valid() and form.send(change_connection, actor, form.input(row.pk)):
        messages.success(request, _("The rules of this connection are in force."))
        return HttpResponseRedirect(reverse("integrations:connection", args=[row.pk]))
    facts = {"form": form, "line": line}
    return render(request, "integrations/connection_winners.html", facts, status=422 if form.errors else 200)


@require_POST
@requires("integrations.change_connection")
def connection_pause(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Pause it, or let it go on."""
    _line, row = pages.one_connection(actor_of(request), connection_id)
    data = ChangeConnection(connection_id=connection_id, state="active" if row.state == "paused" else "paused")
    return act(request, change_connection, data, _("Done."), connection_id)


@require_POST
@requires("integrations.run_connection")
def connection_run(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Ask the system now."""
    said = _("The system is being asked; the page shows it in a moment.")
    return act(request, run_connection, RunConnection(connection_id=connection_id), said, connection_id)


@require_POST
@requires("integrations.ask_reconciliation")
def connection_compare(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Compare both sides now."""
    data = AskReconciliation(connection_id=connection_id)
    return act(request, ask_reconciliation, data, _("Both sides are being compared."), connection_id)


@require_POST
@requires("integrations.send_again")
def delivery_send(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Hand an order over again."""
    return act(request, send_again, SendAgain(delivery_id=delivery_id), _("The system is asked and told again."), None)


@require_POST
@requires("integrations.drop_file")
def connection_file(request: HttpRequest, connection_id: UUID) -> HttpResponse:
    """Take an uploaded file."""
    actor = actor_of(request)
    pages.one_connection(actor, connection_id)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid() and form.send(drop_file, actor, form.input(connection_id)):
        messages.success(request, _("The file is being read."))
        return HttpResponseRedirect(reverse("integrations:connection", args=[connection_id]))
    return one(request, connection_id, file_form=form)


def act(
    request: HttpRequest, command: Command[Any, Any], data: Any, said: str, connection_id: UUID | None
) -> HttpResponse:
    """Run a command of one button, and come back with what happened."""
    try:
        run(command, actor_of(request), data, idempotency_key=request.POST.get("idempotency_key") or None)
        messages.success(request, said)
    except NotAllowed:
        raise
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    if connection_id is None:
        return HttpResponseRedirect(request.headers.get("Referer") or reverse("integrations:connections"))
    return HttpResponseRedirect(reverse("integrations:connection", args=[connection_id]))


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]
