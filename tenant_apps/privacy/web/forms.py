"""Forms of privacy: each fills in one command."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shared_apps.accounts.queries.people import ids_of_people, list_people
from shared_apps.ui.command_forms import CommandForm, MomentField, id_or_none
from tenant_apps.privacy.commands import (
    AddToBreach,
    AnswerRequest,
    AskIdentity,
    ConfirmIdentityOf,
    ExtendRequest,
    OpenRequest,
    PlaceHold,
    PublishPurpose,
    RecordAssessment,
    RecordRequest,
    RefuseRequest,
    RegisterBreach,
    TellOfBreach,
    WishIn,
)
from tenant_apps.privacy.queries.periods import codes
from tenant_apps.privacy.queries.words import (
    BASES,
    BREACH_KINDS,
    CHANNELS,
    METHODS,
    OUTCOMES,
    REFUSALS,
    RISKS,
    ROLES,
    pairs,
)
from tenant_apps.privacy.rules import ASSESSED_WORDS, RIGHTS, SEPARATE_WORDS
from tenant_apps.privacy.types import CLASSES, REQUEST_KINDS

LANGUAGES = (("en", "English"), ("zh-hans", "简体中文"))


def area(rows: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def offered() -> list[tuple[str, Any]]:
    """The kinds of request that are taken here."""
    here = codes("privacy.rights")
    return [(code, label) for code, label in RIGHTS if code in here and code in REQUEST_KINDS]


class OpenForm(CommandForm):
    """A person's own request."""

    renamed = {"wish": "name"}

    kind = forms.ChoiceField(label=_("What you would like"), choices=offered, widget=forms.RadioSelect)
    text = forms.CharField(label=_("In your words"), max_length=4000, required=False, widget=area())
    name = forms.CharField(
        label=_("Right name"), max_length=120, required=False,
        help_text=_("Only if your name is to be corrected."),
    )  # fmt: skip

    def input(self) -> OpenRequest:
        data = self.cleaned_data
        wish = WishIn(name=data["name"]) if data["name"] and data["kind"] == "correct" else None
        return OpenRequest(kind=data["kind"], text=data["text"], wish=wish)


class RecordForm(CommandForm):
    """A request of somebody who wrote or called."""

    renamed = {"wish": "right_name"}

    kind = forms.ChoiceField(label=_("What they would like"), choices=offered)
    channel = forms.ChoiceField(label=_("How it came in"), choices=[one for one in pairs(CHANNELS) if one[0] != "own"])
    received_at = MomentField(
        label=_("When it came in"), required=False, help_text=_("Empty: now. Time runs from there.")
    )
    name = forms.CharField(label=_("Name of the person"), max_length=120)
    email = forms.EmailField(label=_("Mail address"), required=False, help_text=_("Where the answer goes."))
    language = forms.ChoiceField(label=_("Language of the answer"), choices=LANGUAGES)
    text = forms.CharField(label=_("What they wrote"), max_length=4000, required=False, widget=area())
    right_name = forms.CharField(
        label=_("Right name"), max_length=120, required=False, help_text=_("Only if a name is to be corrected.")
    )

    def input(self) -> RecordRequest:
        data = self.cleaned_data
        wish = WishIn(name=data["right_name"]) if data["right_name"] and data["kind"] == "correct" else None
        return RecordRequest(
            kind=data["kind"], channel=data["channel"], name=data["name"], email=data["email"], text=data["text"],
            language=data["language"], received_at=data["received_at"], wish=wish,
        )  # fmt: skip


class IdentityForm(CommandForm):
    """How it was made sure who asks, and which account is theirs."""

    renamed = {"user_id": "account"}

    method = forms.ChoiceField(
        label=_("How it was made sure"), choices=[one for one in pairs(METHODS) if one[0] != "signed_in"]
    )
    account = forms.EmailField(
        label=_("Mail address of their account"), required=False, help_text=_("Empty, if they have none here.")
    )

    def clean_account(self) -> UUID | None:
        wanted = self.cleaned_data["account"].strip().lower()
        if not wanted:
            return None
        people = list_people(UUID(one) for one in ids_of_people(wanted))
        found = next((one.id for one in people.values() if one.email == wanted), None)
        if found is None:
            raise forms.ValidationError(_("Nobody with this address has an account here."))
        return found

    def input(self, request_id: UUID) -> ConfirmIdentityOf:
        data = self.cleaned_data
        return ConfirmIdentityOf(request_id=request_id, method=data["method"], user_id=data["account"])


class AskForm(CommandForm):
    why = forms.CharField(
        label=_("What you doubt, and what is to be shown"), max_length=1000, widget=area(3),
        help_text=_("The person reads this. Ask only on reasonable doubt, and for no more than it takes."),
    )  # fmt: skip

    def input(self, request_id: UUID) -> AskIdentity:
        return AskIdentity(request_id=request_id, why=self.cleaned_data["why"])


class ExtendForm(CommandForm):
    why = forms.CharField(
        label=_("Why it takes longer"), max_length=500, widget=area(3), help_text=_("The person reads this at once.")
    )

    def input(self, request_id: UUID) -> ExtendRequest:
        return ExtendRequest(request_id=request_id, why=self.cleaned_data["why"])


class AnswerForm(CommandForm):
    text = forms.CharField(label=_("Your answer"), max_length=4000, widget=area(6))
    recipients = forms.CharField(
        label=_("Recipients who were told"), max_length=500, required=False,
        help_text=_("Whoever was given the data hears of this; write “none” if nobody was."),
    )  # fmt: skip

    def input(self, request_id: UUID) -> AnswerRequest:
        data = self.cleaned_data
        return AnswerRequest(request_id=request_id, text=data["text"], recipients=data["recipients"])


class RefuseForm(CommandForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=pairs(REFUSALS))
    text = forms.CharField(
        label=_("Explanation"), max_length=4000, widget=area(4),
        help_text=_("The person reads it, together with where to complain."),
    )  # fmt: skip

    def input(self, request_id: UUID) -> RefuseRequest:
        data = self.cleaned_data
        return RefuseRequest(request_id=request_id, reason=data["reason"], text=data["text"])


class BreachForm(CommandForm):
    """What is known of a breach; more may be added later."""

    title = forms.CharField(label=_("In a few words"), max_length=160)
    aware_at = MomentField(
        label=_("When it became known"), required=False, help_text=_("Empty: now. Clocks run from there.")
    )
    began_at = MomentField(label=_("When it began"), required=False)
    role = forms.ChoiceField(label=_("Whose data"), choices=pairs(ROLES))
    risk = forms.ChoiceField(label=_("Risk for people"), choices=pairs(RISKS))
    is_major = forms.BooleanField(
        label=_("Relatively major incident, or graver"), required=False,
        help_text=_("As the authority grades incidents; in mainland China its hours are short."),
    )  # fmt: skip
    what = forms.CharField(label=_("What happened"), max_length=4000, widget=area())
    kinds = forms.MultipleChoiceField(
        label=_("Data concerned"), choices=pairs(BREACH_KINDS), required=False, widget=forms.CheckboxSelectMultiple
    )
    persons = forms.IntegerField(label=_("People concerned"), min_value=0, required=False)
    records = forms.IntegerField(label=_("Records concerned"), min_value=0, required=False)
    consequences = forms.CharField(label=_("Likely consequences"), max_length=4000, required=False, widget=area(3))
    measures = forms.CharField(label=_("Measures taken and proposed"), max_length=4000, required=False, widget=area(3))
    contact_point = forms.CharField(label=_("Whom the authority asks"), max_length=300, required=False)

    def input(self) -> RegisterBreach:
        data = {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
        return RegisterBreach(**data)


class MoreForm(CommandForm):
    """What became known of a breach since."""

    risk = forms.ChoiceField(label=_("Risk for people"), choices=pairs(RISKS))
    is_major = forms.BooleanField(label=_("Relatively major incident, or graver"), required=False)
    what = forms.CharField(label=_("What happened"), max_length=4000, widget=area())
    kinds = forms.MultipleChoiceField(
        label=_("Data concerned"), choices=pairs(BREACH_KINDS), required=False, widget=forms.CheckboxSelectMultiple
    )
    persons = forms.IntegerField(label=_("People concerned"), min_value=0, required=False)
    records = forms.IntegerField(label=_("Records concerned"), min_value=0, required=False)
    consequences = forms.CharField(label=_("Likely consequences"), max_length=4000, required=False, widget=area(3))
    measures = forms.CharField(label=_("Measures taken and proposed"), max_length=4000, required=False, widget=area(3))
    contact_point = forms.CharField(label=_("Whom the authority asks"), max_length=300, required=False)

    def input(self, breach_id: UUID) -> AddToBreach:
        data = {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
        return AddToBreach(breach_id=breach_id, **data)


class TellForm(CommandForm):
    """One report, or why it is not needed."""

    reference = forms.CharField(label=_("Reference of the report"), max_length=200, required=False)
    told_at = MomentField(label=_("When"), required=False, help_text=_("Empty: now."))
    late_why = forms.CharField(label=_("Reasons, if it is late"), max_length=500, required=False)
    waived_why = forms.CharField(label=_("Or why it is not needed"), max_length=500, required=False)

    def input(self, breach_id: UUID, duty: str) -> TellOfBreach:
        data = self.cleaned_data
        return TellOfBreach(
            breach_id=breach_id, duty=duty, reference=data["reference"], told_at=data["told_at"],
            late_why=data["late_why"], waived_why=data["waived_why"],
        )  # fmt: skip


class HoldForm(CommandForm):
    """A legal hold."""

    renamed = {"target_id": "of", "record_class": "of_class"}

    target = forms.ChoiceField(
        label=_("On"),
        choices=(("person", _("A person")), ("company", _("A company")), ("class", _("A class of records"))),
    )
    of = forms.CharField(label=_("Mail address of the person, or id of the company"), max_length=254, required=False)
    of_class = forms.ChoiceField(label=_("Class of records"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=area(3))
    ends_on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until somebody lifts it."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((one.code, one.title) for one in CLASSES.values())]
        self.fields["of_class"].choices = choices  # type: ignore[attr-defined]

    def clean_of(self) -> UUID | None:
        text = self.cleaned_data["of"].strip()
        if not text:
            return None
        if (known := id_or_none(text)) is not None:
            return known
        people = list_people(UUID(one) for one in ids_of_people(text))
        found = next((one.id for one in people.values() if one.email == text.lower()), None)
        if found is None:
            raise forms.ValidationError(_("Nobody with this address has an account here."))
        return found

    def input(self) -> PlaceHold:
        data = self.cleaned_data
        return PlaceHold(
            target=data["target"], target_id=data["of"], record_class=data["of_class"], reason=data["reason"],
            ends_on=data["ends_on"],
        )  # fmt: skip


class PurposeForm(CommandForm):
    """A purpose, in both languages."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("The same code again makes the next version."))
    basis = forms.ChoiceField(label=_("Legal basis"), choices=pairs(BASES))
    separate = forms.MultipleChoiceField(
        label=_("It does this"), choices=tuple(SEPARATE_WORDS.items()), required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("What your rules name needs a consent of its own."),
    )  # fmt: skip
    kinds = forms.CharField(
        label=_("Kinds of data"), max_length=600, required=False, help_text=_("Separated by commas.")
    )
    retention_months = forms.IntegerField(label=_("Kept for"), min_value=1, max_value=1200, initial=24)
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    text_en = forms.CharField(label=_("Text in English"), max_length=4000, widget=area(5))
    title_zh_hans = forms.CharField(label=_("Title in Chinese"), max_length=120)
    text_zh_hans = forms.CharField(label=_("Text in Chinese"), max_length=4000, widget=area(5))

    def input(self) -> PublishPurpose:
        data = {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
        data["kinds"] = [one.strip() for one in data["kinds"].replace("，", ",").split(",") if one.strip()]
        return PublishPurpose(**data)


class AssessmentForm(CommandForm):
    title = forms.CharField(label=_("In a few words"), max_length=160)
    needed_for = forms.MultipleChoiceField(
        label=_("Needed for"), choices=tuple(ASSESSED_WORDS.items()), widget=forms.CheckboxSelectMultiple
    )
    description = forms.CharField(label=_("What is done with which data, and why"), max_length=4000, widget=area())
    risks = forms.CharField(label=_("Risks for people"), max_length=4000, widget=area())
    measures = forms.CharField(label=pgettext_lazy("privacy", "Measures"), max_length=4000, widget=area())
    outcome = forms.ChoiceField(label=_("What came of it"), choices=pairs(OUTCOMES))
    review_on = forms.DateField(
        label=_("Looked at again on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def input(self, replaces: UUID | None) -> RecordAssessment:
        data = {name: value for name, value in self.cleaned_data.items() if name != "idempotency_key"}
        return RecordAssessment(**data, replaces=replaces)
