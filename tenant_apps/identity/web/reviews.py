"""Pages: rights are looked at again, kept or taken away, and signed for."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from shared_apps.accounts.web.access import requires
from shared_apps.commands import run
from shared_apps.egress import flows
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.refusals import NotAllowed, NotFound, Refusal
from shared_apps.ui.downloads import file_answer
from tenant_apps.identity.commands import DecideReviewLine, SignReview, decide_review_line, sign_review
from tenant_apps.identity.queries.reviews import evidence_of, find_review, lines_of_review, list_reviews

REVIEW = flows.declare(
    "identity.review",
    "download",
    gettext_lazy("Signed reviews of rights"),
    ("pseudonym", "business"),
    to="viewer",
    purpose="evidence",
    basis="duty",
)


@requires("identity.review_access")
@require_http_methods(["GET"])
def review_list_page(request: HttpRequest) -> HttpResponse:
    """Reviews that are open, and those that were signed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    facts = {"reviews": list_reviews(actor), "is_marketplace": actor.is_marketplace}
    return render(request, "identity/review_list.html", facts)


@requires("identity.review_access")
@require_http_methods(["GET", "POST"])
def review_page(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """The lines of a review; what was chosen is written line by line, and what was refused stays to be seen."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    review = find_review(actor, review_id)
    lines = lines_of_review(actor, review_id)
    wrong: dict[UUID, str] = {}
    if request.method == "POST":
        written = 0
        for line in lines:
            membership_id = line.grant.membership_id
            decision = request.POST.get(f"decision-{membership_id}", "")
            reason = request.POST.get(f"reason-{membership_id}", "")[:300]
            if decision not in ("keep", "revoke") or (decision, reason) == (line.decision, line.reason):
                continue
            data = DecideReviewLine(
                review_id=review_id, membership_id=membership_id, decision="keep" if decision == "keep" else "revoke",
                reason=reason,
            )  # fmt: skip
            try:
                run(decide_review_line, actor, data)
                written += 1
            except Refusal as refusal:
                if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
                    raise
                wrong[membership_id] = f"{refusal.message} {refusal.remedy}".strip()
        if not wrong:
            messages.success(request, _("Your decisions are kept: %(count)s.") % {"count": written})
            return HttpResponseRedirect(reverse("identity:review", args=[review_id]))
        review, lines = find_review(actor, review_id), lines_of_review(actor, review_id)
    facts = {
        "review": review,
        "lines": [(line, wrong.get(line.grant.membership_id, "")) for line in lines],
        "is_ready": review.state == "open" and review.decided == review.lines,
    }
    return render(request, "identity/review.html", facts, status=422 if wrong else 200)


@require_POST
@requires("identity.review_access")
def review_sign(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Sign it."""
    data = SignReview(review_id=review_id, statement=request.POST.get("statement", "")[:500])
    try:
        run(sign_review, request.actor, data)  # type: ignore[attr-defined]
    except NotFound as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed) and refusal.code.startswith("commands."):
            raise
        messages.error(request, f"{refusal.message} {refusal.remedy}".strip())
    else:
        messages.success(request, _("The review is signed. What was not kept has ended."))
    return HttpResponseRedirect(reverse("identity:review", args=[review_id]))


@requires("identity.review_access")
@require_http_methods(["GET"])
def review_evidence(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """What was signed, as a file."""
    head, content = evidence_of(request.actor, review_id)  # type: ignore[attr-defined]
    text = json.dumps({"digest": head.digest, "content": content}, ensure_ascii=False, indent=1)
    return file_answer(REVIEW, text, "application/json", f"review-{review_id}.json")
