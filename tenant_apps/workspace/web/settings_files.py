"""The rule book as a file: out, in, compared; and presets laid into the draft."""

from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.egress import flows
from shared_apps.foundation.refusals import Invalid, NotAllowed, Refusal
from shared_apps.profiles.catalogue import list_industries, list_presets
from shared_apps.ui.downloads import file_answer
from tenant_apps.rulesets.commands import DraftFilled, ImportBook, LoadPreset, import_book, load_preset
from tenant_apps.rulesets.queries import compare_book, current_draft, current_version, export_book
from tenant_apps.workspace.web.settings_forms import BookForm
from tenant_apps.workspace.web.settings_history import texts
from tenant_apps.workspace.web.settings_shared import house_of, index_of, may_edit

RULE_BOOK = flows.declare(
    "workspace.rule_book",
    "download",
    gettext_lazy("The rule book as a file"),
    ("business",),
    to="viewer",
    purpose="trade",
    basis="contract",
)
MOST_BYTES = 1024 * 1024


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def files_page(request: HttpRequest) -> HttpResponse:
    """Export, import, compare, presets."""
    return _page(request)


@requires("rulesets.view_settings")
@require_http_methods(["GET"])
def files_export(request: HttpRequest) -> HttpResponse:
    """The rule book in force, or that of `?version=`, as one JSON file."""
    house_of(request)
    number = request.GET.get("version", "")
    book = export_book(int(number) if number.isdecimal() and len(number) < 9 else None)
    text = msgspec.json.format(msgspec.json.encode(book), indent=2)
    return file_answer(RULE_BOOK, text, "application/json", f"rule-book-{book['version']}.json")


@require_POST
@requires("rulesets.view_settings")
def files_compare(request: HttpRequest) -> HttpResponse:
    """What differs between a file and this marketplace; nothing is written."""
    house_of(request)
    form = BookForm(request.POST, request.FILES)
    book = _read(form)
    if book is None:
        return _page(request, compare=form)
    try:
        found, differences = compare_book(book)
    except Invalid as refusal:
        form.refuse(refusal)
        return _page(request, compare=form)
    lines = [texts(one.key, one.before, one.after) for one in differences]
    return _page(request, compared=(found, lines))


@require_POST
@requires("rulesets.change_settings")
def files_import(request: HttpRequest) -> HttpResponse:
    """Make a draft from a file, and say by field what could not be taken."""
    actor = house_of(request)
    form = BookForm(request.POST, request.FILES)
    book = _read(form)
    if book is None or not form.send(import_book, actor, ImportBook(book=book)):
        return _page(request, load=form)
    return _filled(request, form.result)


@require_POST
@requires("rulesets.change_settings")
def files_preset(request: HttpRequest) -> HttpResponse:
    """Lay the values of a preset into the draft."""
    data = LoadPreset(kind=request.POST.get("kind", ""), industry=request.POST.get("industry", ""))
    try:
        filled = run(load_preset, house_of(request), data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return HttpResponseRedirect(reverse("workspace:settings_files"))
    return _filled(request, filled)


def _filled(request: HttpRequest, filled: DraftFilled) -> HttpResponse:
    if filled.left_out:
        return _page(request, left_out=filled.left_out, draft_id=filled.draft_id)
    if filled.draft_id is None:
        messages.info(request, _("Nothing differs from what is in force."))
        return HttpResponseRedirect(reverse("workspace:settings_files"))
    return HttpResponseRedirect(reverse("workspace:settings_review"))


def _read(form: BookForm) -> dict[str, Any] | None:
    if not form.is_valid():
        return None
    upload = form.cleaned_data["file"]
    if upload.size > MOST_BYTES:
        form.add_error("file", _("At most 1 MB."))
        return None
    try:
        found = msgspec.json.decode(upload.read(MOST_BYTES))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = None
    if not isinstance(found, dict):
        form.add_error("file", _("This is not a rule book of Kontor. Choose a file that was exported."))
        return None
    return found


def _page(request: HttpRequest, **more: Any) -> HttpResponse:
    actor = house_of(request)
    forms = {"load": more.pop("load", None), "compare": more.pop("compare", None)}
    failed = any(form is not None and form.errors for form in forms.values())
    facts = {
        "entries": index_of(actor, "files"),
        "version": current_version()[0],
        "draft": current_draft(),
        "may_edit": may_edit(actor),
        "presets": list_presets(),
        "industries": list_industries(),
        **{name: form or BookForm() for name, form in forms.items()},
        **more,
    }
    return render(request, "workspace/settings_files.html", facts, status=422 if failed else 200)
