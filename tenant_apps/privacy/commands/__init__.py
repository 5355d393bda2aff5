"""Commands of privacy."""

from tenant_apps.privacy.commands.assessments import AssessmentAnswer, RecordAssessment, record_assessment
from tenant_apps.privacy.commands.breaches import (
    AddToBreach,
    BreachAnswer,
    CloseBreach,
    RegisterBreach,
    TellOfBreach,
    add_to_breach,
    close_breach,
    register_breach,
    tell_of_breach,
)
from tenant_apps.privacy.commands.carry_out import (
    CarriedOut,
    LiftRestriction,
    carry_out_request,
    lift_restriction,
)
from tenant_apps.privacy.commands.end_request import AnswerRequest, RefuseRequest, answer_request, refuse_request
from tenant_apps.privacy.commands.holds import HoldAnswer, LiftHold, PlaceHold, lift_hold, place_hold
from tenant_apps.privacy.commands.open_request import (
    OpenRequest,
    RecordRequest,
    RequestAnswer,
    WishIn,
    WithdrawRequest,
    open_request,
    record_request,
    withdraw_request,
)
from tenant_apps.privacy.commands.purposes import (
    ConsentAnswer,
    GiveConsent,
    HearSignal,
    OfPurpose,
    PublishPurpose,
    PurposeAnswer,
    RetirePurpose,
    SignalHeard,
    give_consent,
    hear_signal,
    lift_objection,
    object_to,
    publish_purpose,
    retire_purpose,
    withdraw_consent,
)
from tenant_apps.privacy.commands.retention import ApplyRetention, RetentionApplied, apply_retention
from tenant_apps.privacy.commands.work_on_request import (
    AskIdentity,
    Collected,
    ConfirmIdentityOf,
    ExtendRequest,
    OneRequest,
    acknowledge_request,
    ask_identity,
    collect_answer,
    confirm_identity,
    extend_request,
)

__all__ = [
    "AddToBreach", "AnswerRequest", "ApplyRetention", "AskIdentity", "AssessmentAnswer", "BreachAnswer", "CarriedOut",
    "CloseBreach", "Collected", "ConfirmIdentityOf", "ConsentAnswer", "ExtendRequest", "GiveConsent", "HearSignal",
    "HoldAnswer", "LiftHold", "LiftRestriction", "OfPurpose", "OneRequest", "OpenRequest", "PlaceHold",
    "PublishPurpose", "PurposeAnswer", "RecordAssessment", "RecordRequest", "RefuseRequest", "RegisterBreach",
    "RequestAnswer", "RetentionApplied", "RetirePurpose", "SignalHeard", "TellOfBreach", "WishIn", "WithdrawRequest",
    "acknowledge_request", "add_to_breach", "answer_request", "apply_retention", "ask_identity", "carry_out_request",
    "close_breach", "collect_answer", "confirm_identity", "extend_request", "give_consent", "hear_signal",
    "lift_hold", "lift_objection", "lift_restriction", "object_to", "open_request", "place_hold", "publish_purpose",
    "record_assessment", "record_request", "refuse_request", "register_breach", "retire_purpose", "tell_of_breach",
    "withdraw_consent", "withdraw_request",
]  # fmt: skip
