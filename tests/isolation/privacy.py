"""What a marketplace's house has of privacy: requests of a person at every step, a purpose, holds, breaches."""

from dataclasses import replace
from typing import TYPE_CHECKING

from shared_apps.accounts.actors import SELF
from shared_apps.commands import run
from tenant_apps.privacy.commands import (
    AnswerRequest,
    ApplyRetention,
    OneRequest,
    OpenRequest,
    PlaceHold,
    PublishPurpose,
    RecordAssessment,
    RecordRequest,
    RegisterBreach,
    answer_request,
    apply_retention,
    carry_out_request,
    collect_answer,
    open_request,
    place_hold,
    publish_purpose,
    record_assessment,
    record_request,
    register_breach,
)
from tests.fixtures.people import SYSTEM
from tests.isolation.trades import Pair

if TYPE_CHECKING:
    from tests.isolation.world import Place


def code_of(place: "Place") -> str:
    """The code of the marketplace's one purpose; no other marketplace has it."""
    return f"letters_{place.letter}"


def stand_up_privacy(place: "Place") -> None:
    """After the people are there: the buyer of each pair has asked."""
    for pair, name in ((place.one, "one_buyer"), (place.two, "two_buyer")):
        _stand_up(place, pair, name)
    purpose = PublishPurpose(
        code=code_of(place), basis="interest", title_en=f"{place.word} letters", title_zh_hans="来信",
        text_en=f"{place.word} writes", text_zh_hans="写信", retention_months=12,
    )  # fmt: skip
    run(publish_purpose, SYSTEM, purpose)
    run(apply_retention, SYSTEM, ApplyRetention())


def _stand_up(place: "Place", pair: Pair, name: str) -> None:
    ids, secret = pair.ids, f"{pair.secret} words"
    buyer = place.actor(name)
    asks = replace(buyer, permissions=buyer.permissions | {SELF})

    def asked(kind: str) -> OneRequest:
        made = run(open_request, asks, OpenRequest(kind=kind, text=secret))
        return OneRequest(request_id=made.request_id)

    answered = asked("copy")
    run(collect_answer, SYSTEM, answered)
    run(answer_request, SYSTEM, AnswerRequest(request_id=answered.request_id, text=secret))
    restricted = asked("restrict")
    run(carry_out_request, SYSTEM, restricted)
    written = RecordRequest(kind="access", channel="letter", name=f"{pair.secret} Writer", text=secret)
    ids |= {
        "answered_request": answered.request_id,
        "restricted_request": restricted.request_id,
        "subject_request": asked("access").request_id,
        "objecting_request": asked("object").request_id,
        "explained_request": asked("explain").request_id,
        "written_request": run(record_request, SYSTEM, written).request_id,
    }
    breach = RegisterBreach(title=f"{pair.secret} list", what=secret, role="controller", risk="risk")
    ids["breach"] = run(register_breach, SYSTEM, breach).breach_id
    harmless = RegisterBreach(title=f"{pair.secret} door", what=secret, role="controller", risk="unlikely")
    ids["harmless_breach"] = run(register_breach, SYSTEM, harmless).breach_id
    hold = PlaceHold(target="class", record_class="consents", reason=f"{pair.secret} dispute")
    ids["hold"] = run(place_hold, SYSTEM, hold).hold_id
    assessment = RecordAssessment(
        title=f"{pair.secret} letters", needed_for=["publish"], description=secret, risks=secret,
        measures=secret, outcome="go",
    )  # fmt: skip
    ids["assessment"] = run(record_assessment, SYSTEM, assessment).assessment_id
