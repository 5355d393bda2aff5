"""Console pages about marketplaces: list, opening, one marketplace, its state."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.accounts.web.forms import refuse
from shared_apps.audit.queries import list_for_target
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, Refusal
from shared_apps.profiles import catalogue
from shared_apps.tenancy import keys
from shared_apps.ui.shapes import PageCursor, SavedView
from tenants.commands import (
    ChangeState,
    OpenMarketplace,
    RetryProvisioning,
    RollBackMarketplace,
    freeze_marketplace,
    open_marketplace,
    reactivate_marketplace,
    retry_provisioning,
    roll_back_marketplace,
    suspend_marketplace,
    unfreeze_marketplace,
)
from tenants.queries import (
    LABELS,
    advise_slug,
    count_states,
    get_destruction,
    get_progress,
    get_tenant,
    list_tenants,
)
from tenants.queries.regions import region_name
from tenants.web.forms import AddressForm, ConsoleMarketplaceForm, DestructionForm, ReasonForm
from tenants.web.job import job_of

CHANGES = {
    "suspend": suspend_marketplace,
    "reactivate": reactivate_marketplace,
    "freeze": freeze_marketplace,
    "unfreeze": unfreeze_marketplace,
}
CURSOR = "console-marketplaces"


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@requires("tenants.view_marketplace")
@require_http_methods(["GET"])
def list_page(request: HttpRequest) -> HttpResponse:
    """Every marketplace: what needs somebody first, then the newest."""
    wanted = {name: request.GET.get(name, "")[:60] for name in ("q", "region", "state")}
    rows, following = list_tenants(
        text=wanted["q"], region=wanted["region"], state=wanted["state"], after=_open(request.GET.get("after", ""))
    )
    states = count_states()
    kept = {name: value for name, value in wanted.items() if value}
    views = [SavedView(_("All"), "?", sum(states.values()), not wanted["state"])]
    for code, label in (
        ("active", _("Active")),
        ("provisioning", _("Opening")),
        ("provision_failed", _("Failed")),
        ("frozen", _("Read-only")),
        ("suspended", _("Suspended")),
    ):
        if states.get(code):
            views.append(SavedView(label, f"?state={code}", states[code], wanted["state"] == code))
    facts = {
        "rows": [(row, region_name(row.region)) for row in rows],
        "views": views,
        "states": states,
        "regions": [(code, region_name(code)) for code in settings.REGIONS],
        "wanted": wanted,
        "is_filtered": bool(kept),
        "keep": {"state": wanted["state"]} if wanted["state"] else {},
        "page": PageCursor(next=f"?{urlencode({**kept, 'after': _seal(*following)})}" if following else ""),
        "total": sum(states.values()),
        "may_open": actor_of(request).may("tenants.open_marketplace"),
    }
    return render(request, "tenants/marketplace_list.html", facts)


@requires("tenants.open_marketplace")
@require_http_methods(["GET", "POST"])
def new_page(request: HttpRequest) -> HttpResponse:
    """Open a marketplace: one form, then the page that shows it come alive."""
    form = ConsoleMarketplaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        try:
            asked = run(open_marketplace, actor_of(request), OpenMarketplace(**wish | {"modes": tuple(wish["modes"])}))
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return HttpResponseRedirect(reverse("tenants:run", args=[asked.run_id]))
    facts = {"form": form, "presets": catalogue.list_presets(), "steps": list(LABELS.values())}
    return render(request, "tenants/marketplace_new.html", facts, status=422 if form.errors else 200)


@requires("tenants.open_marketplace")
@require_http_methods(["GET"])
def address_advice(request: HttpRequest) -> HttpResponse:
    """Whether an address is free, while it is typed."""
    slug = request.GET.get("slug", "")[:60].strip()
    return render(request, "tenants/_address.html", {"advice": advise_slug(slug) if slug else None})


@requires("tenants.view_marketplace")
@require_http_methods(["GET"])
def run_page(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """A marketplace on its way: each step with its time."""
    progress = get_progress(run_id)
    if progress is None:
        raise Http404
    facts = {"progress": progress, "job": job_of(progress), "region": region_name(progress.region)}
    template = "tenants/_run.html" if request.headers.get("HX-Request") else "tenants/run.html"
    if not progress.is_over:
        facts["refresh_s"] = 2
    return render(request, template, facts)


@requires("tenants.view_marketplace")
@require_http_methods(["GET"])
def detail_page(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """One marketplace: what the control plane knows, and what may be done."""
    page = get_tenant(tenant_id)
    if page is None:
        raise Http404
    return render(request, "tenants/marketplace_detail.html", detail_facts(request, page))


def detail_facts(request: HttpRequest, page: Any, form: AddressForm | None = None, change: str = "") -> dict[str, Any]:
    """What the page of a marketplace shows; `form` is one that was refused, of the change so named."""
    actor = actor_of(request)
    labels = {
        "suspend": (_("Suspend"), _("Nobody can open it until it is reactivated. Nothing is deleted.")),
        "reactivate": (_("Reactivate"), _("People can sign in and trade again.")),
        "freeze": (_("Make read-only"), _("People can look at everything and change nothing.")),
        "unfreeze": (_("Let it write again"), _("People can trade again.")),
    }
    changes = [
        (code, *labels[code], form if code == change else ReasonForm(expected=page.line.slug, prefix=code))
        for code in page.changes
        if actor.may(f"tenants.{code}_marketplace")
    ]
    return {
        "page": page,
        "region": region_name(page.line.region),
        "changes": changes,
        "changing": change,
        **_destruction(actor, page, form, change),
        "may_retry": page.may_retry and actor.may("tenants.retry_provisioning"),
        "may_roll_back": page.may_roll_back and actor.may("tenants.roll_back_marketplace"),
        "may_ask_support": actor.may("operators.ask_support") and page.line.state in ("active", "frozen"),
        "history": list_for_target("tenants.tenant", str(page.line.id), 20),
        "progress": get_progress(page.run_id) if page.run_id else None,
    }


def _destruction(actor: Actor, page: Any, form: AddressForm | None, change: str) -> dict[str, Any]:
    """The newest request to destroy the keys, and what this operator may do about it."""
    found = get_destruction(page.line.id, timezone.now())
    may_ask = actor.may("tenants.ask_key_destruction")
    is_open = found is not None and found.state in ("waiting", "asked", "agreed")
    slug = page.line.slug
    ask = may_ask and page.line.state == "suspended" and not is_open
    agree = (
        found is not None
        and found.state == "asked"
        and actor.may("tenants.agree_key_destruction")
        and actor.user_id != found.asked_by_id
    )
    return {
        "destruction": found,
        "ask_form": form if change == "ask" else DestructionForm(expected=slug, prefix="ask") if ask else None,
        "agree_form": form if change == "agree" else AddressForm(expected=slug, prefix="agree") if agree else None,
        "is_own_question": found is not None and actor.user_id == found.asked_by_id,
        "may_take_back": may_ask and found is not None and found.is_open,
    }


@require_POST
@requires("tenants.view_marketplace")
def change_state(request: HttpRequest, tenant_id: UUID, change: str) -> HttpResponse:
    """Suspend, reactivate, freeze or unfreeze, with a reason and the address typed."""
    page = get_tenant(tenant_id)
    if page is None or change not in CHANGES:
        raise Http404
    form = ReasonForm(request.POST, expected=page.line.slug, prefix=change)
    if form.is_valid():
        data = ChangeState(tenant_id=tenant_id, reason=form.cleaned_data["reason"])
        try:
            run(CHANGES[change], actor_of(request), data)  # type: ignore[index]
        except NotAllowed:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Done. It takes effect within seconds."))
            return HttpResponseRedirect(reverse("tenants:marketplace", args=[tenant_id]))
    return render(request, "tenants/marketplace_detail.html", detail_facts(request, page, form, change), status=422)


@require_POST
@requires("tenants.retry_provisioning")
def retry(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """Try a failed opening again."""
    return _again(request, tenant_id, retry_provisioning, RetryProvisioning(tenant_id=tenant_id))


@require_POST
@requires("tenants.roll_back_marketplace")
def roll_back(request: HttpRequest, tenant_id: UUID) -> HttpResponse:
    """Give up an opening and remove what was made."""
    return _again(request, tenant_id, roll_back_marketplace, RollBackMarketplace(tenant_id=tenant_id))


def _again(request: HttpRequest, tenant_id: UUID, command: Any, data: Any) -> HttpResponse:
    try:
        asked = run(command, actor_of(request), data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
        return HttpResponseRedirect(reverse("tenants:marketplace", args=[tenant_id]))
    run_id = getattr(asked, "run_id", None)
    if run_id is None:
        messages.success(request, _("What was made is being removed."))
        return HttpResponseRedirect(reverse("tenants:marketplace", args=[tenant_id]))
    return HttpResponseRedirect(reverse("tenants:run", args=[run_id]))


def _seal(at: datetime, last: UUID) -> str:
    return keys.signer(CURSOR).sign_object([at.isoformat(), str(last)])


def _open(text: str) -> tuple[datetime, UUID] | None:
    if not text:
        return None
    try:
        at, last = keys.signer(CURSOR).unsign_object(text)
    except signing.BadSignature as error:
        raise Http404 from error
    return datetime.fromisoformat(at), UUID(last)
