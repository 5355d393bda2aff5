"""Refusals of questions, changes and drafts."""

from typing import Any

from django.utils.translation import gettext as _

from shared_apps.foundation.refusals import Conflict, Invalid, NotFound, Refusal
from tenant_apps.trading.questions.decisions.asking import MOST_OPEN, Refused


def may_not_ask(why: Refused) -> Refusal:
    """A question that is not taken, by the reason that `why_not_ask` gives."""
    texts: dict[str, tuple[Any, Any]] = {
        "own_event": (_("This is your own event."), _("Change the event if something is missing in it.")),
        "over": (_("The bidding is over; no more questions are taken."), _("Look at the result.")),
        "questions_closed": (_("This event takes no questions."), _("Its description and rules are all there is.")),
        "not_for_you": (_("Only companies that take part may ask."), _("Join the event first.")),
        "too_late": (_("The time for questions is over."), _("Read the answers that were given.")),
        "too_many_open": (
            _("%(most)s of your questions wait for an answer.") % {"most": MOST_OPEN},
            _("Wait for an answer, then ask again."),
        ),
    }
    message, remedy = texts[why]
    return Conflict(f"trading.{'question_' if why in ('too_late', 'over') else ''}{why}", message, remedy=remedy)


def text_needed(field: str) -> Refusal:
    return Invalid("trading.text_needed", _("Write something."), field=field, remedy=_("A sentence is enough."))


def text_too_long(field: str, most: int) -> Refusal:
    return Invalid(
        "trading.text_too_long",
        _("At most %(most)s characters.") % {"most": most},
        field=field,
        remedy=_("Shorten it, or send it in two parts."),
    )


def question_unknown(question_id: Any) -> Refusal:
    return NotFound(
        "trading.question_unknown",
        _("There is no such question."),
        remedy=_("Open it from the page of its event."),
        facts={"question_id": str(question_id)},
    )


def already_answered(number: int) -> Refusal:
    return Conflict(
        "trading.already_answered",
        _("Question %(number)s is answered already.") % {"number": number},
        remedy=_("If the answer was wrong, change the event or answer a new question."),
    )


# -- changes of an event ---------------------------------------------------------------------------------------------


def may_not_amend(why: str, field: str | None = None) -> Refusal:
    """A change that is not taken, by the reason that `decisions/amending.py` gives."""
    texts: dict[str, tuple[Any, Any]] = {
        "over": (_("The bidding is over; the event can no longer be changed."), _("Publish a new event.")),
        "paused": (_("The event is paused."), _("Let it go on, then change it.")),
        "time_moved": (_("The time of this event was moved."), _("Change an event before moving its time.")),
        "live": (
            _("A live auction can be changed only before it opens."),
            _("Let it run, or ask the marketplace to cancel it."),
        ),
        "has_bids": (
            _("Something has been handed in already, and this can no longer be changed."),
            _("Change the texts or move the end; or let the marketplace cancel the event."),
        ),
        "nothing": (_("Nothing is changed."), _("Change at least one thing.")),
        "earlier": (_("A date can only be moved to a later time."), _("Choose a later time.")),
        "too_soon": (_("This time is over."), _("Choose a time to come.")),
        "after_end": (_("It would open after its end."), _("Move the end too.")),
        "no_end": (_("The end of this event follows from its prices."), _("Change its rules instead.")),
        "sold": (
            _("What is sold is held in stock and cannot be changed."),
            _("Withdraw the event and publish a new one."),
        ),
        "no_line": (_("There is no such line."), _("Use the number of a line of this event.")),
        "bad_quantity": (_("This is not a usable quantity."), _("Give a quantity such as 12.5.")),
        "needed": (_("This cannot be empty."), _("Write what it shall say.")),
        "rules_fixed": (
            _("Rules can be changed only before the event opens and while nothing was handed in."),
            _("Change the texts or move the end; or withdraw the event."),
        ),
        "does_not_fit": (
            _("The bids that were handed in would no longer fit."),
            _("Do not lower a quantity below what was offered."),
        ),
    }
    message, remedy = texts[why]
    return Conflict(f"trading.amendment_{why}", message, field=field, remedy=remedy)


def amendment_unconfirmed(number: int) -> Refusal:
    return Conflict(
        "trading.amendment_unconfirmed",
        _("The company has not confirmed change %(number)s of the event.") % {"number": number},
        remedy=_("Its bids count again once it has."),
    )


def nothing_to_confirm() -> Refusal:
    return Conflict(
        "trading.nothing_to_confirm",
        _("There is no change that your company has to confirm."),
        remedy=_("Go on bidding."),
    )


def stale_amendment(number: int) -> Refusal:
    return Conflict(
        "trading.stale_amendment",
        _("The event was changed once more; the last change is number %(number)s.") % {"number": number},
        field="number",
        remedy=_("Read what has changed, then confirm the last one."),
        facts={"number": number},
    )


# -- drafts ----------------------------------------------------------------------------------------------------------


def draft_unknown(draft_id: Any) -> Refusal:
    return NotFound(
        "trading.draft_unknown",
        _("There is no such draft."),
        remedy=_("Open it from the list of drafts."),
        facts={"draft_id": str(draft_id)},
    )


def draft_changed(version: int) -> Refusal:
    return Conflict(
        "trading.draft_changed",
        _("Somebody saved this draft meanwhile."),
        field="version",
        remedy=_("Read it again, then save."),
        facts={"version": version},
    )


def draft_over() -> Refusal:
    return Conflict(
        "trading.draft_over",
        _("This draft was published already."),
        remedy=_("Copy it as a new draft."),
    )


def draft_in_review() -> Refusal:
    return Conflict(
        "trading.draft_in_review",
        _("This draft waits for a second person."),
        remedy=_("Take it back first."),
    )


def draft_not_in_review() -> Refusal:
    return Conflict(
        "trading.draft_not_in_review",
        _("This draft does not wait for a second person."),
        remedy=_("Hand it over for review first."),
    )


def own_draft() -> Refusal:
    return Conflict(
        "trading.own_draft",
        _("You have worked on this draft, so another person has to publish it."),
        remedy=_("Ask a colleague who may publish events."),
    )


def draft_incomplete(why: str) -> Refusal:
    return Invalid(
        "trading.draft_incomplete",
        _("The draft is not complete: %(why)s") % {"why": why},
        remedy=_("Open it, fill in what is missing, save it."),
    )


def review_needed() -> Refusal:
    return Conflict(
        "trading.review_needed",
        _("Another person of your company has to publish this event."),
        remedy=_("Save it as a draft and hand it over for review."),
    )


def bad_content(field: str) -> Refusal:
    return Invalid(
        "trading.bad_draft",
        _("A draft cannot hold this."),
        field=field,
        remedy=_("Use the fields of an event, as they are published."),
    )
