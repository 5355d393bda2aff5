"""Rights are looked at again: reviews begin by themselves, tell of last use, are signed, and bite when they are not."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shared_apps.accounts.models import User
from shared_apps.commands import run
from shared_apps.foundation import canonical
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.identity.commands import (
    BeginReviews,
    DecideReviewLine,
    DefineRole,
    SignReview,
    begin_reviews,
    decide_review_line,
    define_role,
    sign_review,
)
from tenant_apps.identity.decisions.reviewing import is_due, used_and_unused
from tenant_apps.identity.models import AccessReview, Membership, ReviewLine
from tenant_apps.identity.queries.explained import explained
from tenant_apps.identity.standing import resolve
from tests.fixtures.people import SYSTEM, Person, company, person, signed_in
from tests.proofs import proves
from tests.tenant_apps.identity.test_people_pages import actor_of
from tests.tenant_apps.identity.test_separation import code_of, demand

__all__ = ["demand"]
Demand = Callable[..., None]
ClientOf = Callable[[TenantRef | None], Client]
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def test_when_it_is_due() -> None:
    day = timedelta(days=1)
    assert not is_due(NOW, None, NOW - 89 * day, 90)
    assert is_due(NOW, None, NOW - 90 * day, 90)
    assert not is_due(NOW, NOW - day, NOW - 900 * day, 90)


def test_what_was_used_and_which_risk_never() -> None:
    used, never = used_and_unused(["a.x", "b.y", "c.z"], ["b.y", "a.x"], {"a.x": NOW, "gone.q": NOW})
    assert used == {"a.x": NOW.isoformat()} and never == ["b.y"]


@pytest.fixture
def desk(tenant_a: TenantRef, demand: Demand) -> Demand:
    demand(**{"access.review_days": 90, "access.review_due_days": 14})
    return demand


def rights_of(who: Person) -> frozenset[str]:
    return resolve(User.objects.get(pk=who.id), "").permissions


def begin() -> tuple[int, int]:
    made = run(begin_reviews, SYSTEM, BeginReviews())
    return made.begun, made.overdue


@proves("access.review_days", "access.review_due_days")
def test_a_review_from_its_beginning_to_its_signature(desk: Demand, tenant_a: TenantRef, client_of: ClientOf) -> None:
    own = company("Own")
    boss = person("company_admin", "boss@own.example", company_id=own)
    other = person("company_admin", "other@own.example", company_id=own)
    clerk = person("buyer", "clerk@own.example", company_id=own)
    assert begin() == (0, 0), "nobody has held anything for long"
    Membership.objects.update(since=timezone.now() - timedelta(days=91))
    assert begin() == (1, 0)
    assert begin() == (0, 0), "one at a time"
    review = AccessReview.objects.get(company_id=own)
    assert review.due_at - review.opened_at == timedelta(days=14)
    assert set(review.lines.values_list("membership_id", flat=True)) == {
        boss.membership_id, other.membership_id, clerk.membership_id
    }  # fmt: skip
    browser = signed_in(client_of(tenant_a), boss)
    page = browser.get(f"/people/reviews/{review.pk}/").content.decode()
    assert "Buyer" in page and "somebody else decides" in page and "can be signed here" in page
    assert f"decision-{boss.membership_id}" not in page, "nobody reviews their own"
    form = {f"decision-{other.membership_id}": "keep", f"decision-{clerk.membership_id}": "revoke"}
    answer = browser.post(f"/people/reviews/{review.pk}/", form)
    assert answer.status_code == 422 and "A reason is needed" in answer.content.decode()
    assert browser.post(
        f"/people/reviews/{review.pk}/", form | {f"reason-{clerk.membership_id}": "left the team"}
    ).status_code == 302  # fmt: skip
    first = actor_of(boss)
    sign = SignReview(review_id=review.pk, statement="Looked at each of three")
    assert code_of(lambda: run(sign_review, first, sign)) == "identity.lines_open"
    mine = DecideReviewLine(review_id=review.pk, membership_id=boss.membership_id, decision="keep")  # type: ignore[arg-type]
    assert code_of(lambda: run(decide_review_line, first, mine)) == "identity.own_grant"
    run(decide_review_line, actor_of(other), mine)
    assert "orders.place_order" in actor_of(clerk).permissions, "until somebody signs"
    assert browser.post(f"/people/reviews/{review.pk}/sign/", {"statement": sign.statement}).status_code == 302
    assert rights_of(clerk) == frozenset()
    # What is downloaded proves itself.
    told = json.loads(browser.get(f"/people/reviews/{review.pk}/evidence/").content)
    review.refresh_from_db()
    assert review.state == "signed" and canonical.digest(told["content"]) == told["digest"] == review.digest
    assert "own.example" not in json.dumps(told)
    assert code_of(lambda: run(sign_review, first, sign)) == "identity.no_such_review"
    desk(**{"access.review_days": 10})
    assert begin() == (0, 0), "counted from the signature"


@proves("access.review_overdue")
@pytest.mark.parametrize("bites", [False, True])
def test_what_nobody_signed_in_time(desk: Demand, bites: bool) -> None:
    own = company("Own")
    owner = person("owner", "owner@a.example")
    boss = person("company_admin", "boss@own.example", company_id=own)
    clerk = person("buyer", "clerk@own.example", company_id=own)
    Membership.objects.update(since=timezone.now() - timedelta(days=91))
    desk(**{"access.review_overdue": "suspend" if bites else "report"})
    assert begin() == (2, 0)
    review = AccessReview.objects.get(company_id=own)
    keep = DecideReviewLine(review_id=review.pk, membership_id=boss.membership_id, decision="keep")  # type: ignore[arg-type]
    run(decide_review_line, actor_of(owner), keep)
    AccessReview.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert begin() == (0, 2)
    assert begin() == (0, 0), "noticed once"
    assert ("orders.place_order" in rights_of(clerk)) is not bites
    assert actor_of(owner).permissions and "identity.review_access" in actor_of(boss).permissions
    found = explained(actor_of(owner), clerk.membership_id, "orders.place_order")  # type: ignore[arg-type]
    assert (found.is_held, found.reasons[0].link.why) == (not bites, "suspended" if bites else "given")
    kept = DecideReviewLine(review_id=review.pk, membership_id=clerk.membership_id, decision="keep")  # type: ignore[arg-type]
    run(decide_review_line, actor_of(boss), kept)
    assert "orders.place_order" in actor_of(clerk).permissions


def test_a_line_tells_when_a_right_was_last_used(desk: Demand) -> None:
    own = company("Own")
    boss = person("company_admin", "boss@own.example", company_id=own)
    run(define_role, actor_of(boss), DefineRole(name_en="Desk", permissions=["orders.view_order"]))
    Membership.objects.update(since=timezone.now() - timedelta(days=91))
    begin()
    shown = ReviewLine.objects.get(membership_id=boss.membership_id).shown
    assert "identity.define_role" in shown["used"]
    assert "identity.invite_person" in shown["risky_unused"]
    assert "boss" not in json.dumps(shown)
