"""What is done about goods of a transfer that arrived less or more than was sent, on the transfer's page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import Command, run
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import Refusal
from tenant_apps.inventory.commands import (
    AcceptDifference,
    ClaimDifference,
    CountDifference,
    OneDifference,
    SettleDifference,
    accept_difference,
    claim_difference,
    count_difference,
    return_surplus,
    settle_difference,
)
from tenant_apps.inventory.queries.transfers import difference_rows
from tenant_apps.inventory.web.stock_pages import actor_of, tell_refusal

STEPS = ("count-source", "count-target", "accept", "claim", "paid", "unpaid", "return")


def rights_of(actor: Actor) -> dict[str, bool]:
    """Which of the steps this person may do."""
    names = ("count_difference", "accept_difference", "claim_difference", "settle_difference", "return_surplus")
    return {name: actor.may(f"inventory.{name}") for name in names}


@requires(
    "inventory.count_difference", "inventory.accept_difference", "inventory.claim_difference",
    "inventory.settle_difference", "inventory.return_surplus",
)  # fmt: skip
@require_POST
def difference_step_page(request: HttpRequest, difference_id: UUID, step: str) -> HttpResponse:
    """Do one step and go back to the transfer."""
    actor = actor_of(request)
    row = difference_rows(actor, {"pk": difference_id}).first()
    if row is None or step not in STEPS:
        raise Http404
    command, data, done = _act(difference_id, step, request.POST.get("text", "")[:200])
    try:
        run(command, actor, data, idempotency_key=request.POST.get("idempotency_key") or None)
        messages.success(request, done)
    except Refusal as refusal:
        tell_refusal(request, refusal)
    return HttpResponseRedirect(reverse("inventory:transfer", args=[row.part.line.transfer_id]))


def _act(pk: UUID, step: str, text: str) -> tuple[Command[Any, Any], Any, str]:
    if step in ("count-source", "count-target"):
        where = "source" if step == "count-source" else "target"
        planned = CountDifference(difference_id=pk, where=where)  # type: ignore[arg-type]
        return count_difference, planned, _("The count is planned.")
    if step == "claim":
        return claim_difference, ClaimDifference(difference_id=pk, claim=text), _("The claim is kept.")
    if step in ("paid", "unpaid"):
        settled = SettleDifference(difference_id=pk, paid=step == "paid", reason=text)
        return settle_difference, settled, _("The carrier’s answer is kept; the difference is over.")
    if step == "return":
        return return_surplus, OneDifference(difference_id=pk), _("A transfer back is asked for.")
    return accept_difference, AcceptDifference(difference_id=pk, reason=text), _("The difference is accepted.")
