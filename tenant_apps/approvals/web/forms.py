"""Forms of approvals: a policy with its steps, a delegation, who answers for whom."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from shared_apps.foundation.refusals import Refusal
from shared_apps.ui.command_forms import CommandForm, MomentField
from tenant_apps.approvals.commands import ApproverIn, AssignDuty, Delegate, SavePolicy, StepIn
from tenant_apps.approvals.queries.policies import PolicyShown

ROWS = 4
Choices = Sequence[tuple[str, Any]]


class PolicyForm(CommandForm):
    """Up to four steps; a step without approvers is left out. `try` shows what it would have asked for."""

    name = forms.CharField(label=_("Name"), max_length=120)
    when = forms.CharField(
        label=_("When"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "dir": "ltr"}),
        help_text=_("A condition over the fields below, such as total > 1000. Empty: always."),
    )  # fmt: skip
    own_approval = forms.BooleanField(
        label=_("Who asks may also approve"), required=False,
        help_text=_("Without it nobody approves what they made themselves, on no way."),
    )  # fmt: skip
    note = forms.CharField(label=_("What changed, and why"), max_length=300, required=False)

    def __init__(self, *args: Any, roles: Choices, members: Choices, policy: PolicyShown | None, **kwargs: Any) -> None:
        self.policy = policy
        kwargs.setdefault("initial", _initial(policy))
        super().__init__(*args, **kwargs)
        people: Choices = [
            ("manager:", _("Manager of who asks")),
            ("cost_centre:", _("Owner of the cost centre")),
            *[(f"role:{code}", name) for code, name in roles],
            *[(f"member:{code}", name) for code, name in members],
        ]
        for row in range(1, self.rows_shown + 1):
            self.fields[f"name_{row}"] = forms.CharField(label=_("Step"), max_length=120, required=False)
            self.fields[f"who_{row}"] = forms.MultipleChoiceField(
                label=_("Who approves"), choices=people, required=False,
                widget=forms.SelectMultiple(attrs={"size": 6}),
            )  # fmt: skip
            self.fields[f"quorum_{row}"] = forms.ChoiceField(
                label=_("How many must agree"), required=False, initial="1",
                choices=[("1", _("Any one")), ("0", _("All of them")), *[(str(n), str(n)) for n in range(2, 11)]],
            )  # fmt: skip
            self.fields[f"hours_{row}"] = forms.IntegerField(
                label=_("Hours until the next level"), min_value=0, max_value=2160, required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )  # fmt: skip
            self.fields[f"when_{row}"] = forms.CharField(label=_("Only when"), max_length=1000, required=False)

    @property
    def rows_shown(self) -> int:
        return max(ROWS, len(self.policy.spec.steps) + 1 if self.policy else 0)

    @property
    def steps(self) -> list[dict[str, Any]]:
        """The bound fields of each step, for the template."""
        names = ("name", "who", "quorum", "hours", "when")
        return [{"row": row, **{n: self[f"{n}_{row}"] for n in names}} for row in range(1, self.rows_shown + 1)]

    def input(self, company_id: UUID | None) -> SavePolicy:
        data = self.cleaned_data
        steps, self.sent = [], []
        for row in range(1, self.rows_shown + 1):
            if not data[f"who_{row}"] and not data[f"name_{row}"]:
                continue
            self.sent.append(row)
            steps.append(
                StepIn(
                    name=data[f"name_{row}"],
                    approvers=[
                        ApproverIn(kind=k, who=w) for k, _c, w in (one.partition(":") for one in data[f"who_{row}"])
                    ],
                    quorum=int(data[f"quorum_{row}"] or 1),
                    hours=data[f"hours_{row}"] or 0,
                    when=data[f"when_{row}"],
                )
            )
        return SavePolicy(
            policy_id=self.policy.id if self.policy else None,
            version=self.policy.version if self.policy else None,
            company_id=company_id,
            name=data["name"],
            when=data["when"],
            own_approval=data["own_approval"],
            note=data["note"],
            steps=steps,
        )

    def refuse(self, refusal: Refusal) -> None:
        found = re.match(r"steps\[(\d+)\]\.(\w+)", refusal.field or "")
        if found:
            row, name = self.sent[int(found[1])], {"approvers": "who"}.get(found[2], found[2])
            refusal.field = f"{name}_{row}"
        elif refusal.field == "steps":
            refusal.field = "who_1"
        super().refuse(refusal)


def _initial(policy: PolicyShown | None) -> dict[str, Any]:
    if policy is None:
        return {}
    found: dict[str, Any] = {"name": policy.name, "when": policy.spec.when, "own_approval": policy.spec.own_approval}
    for row, step in enumerate(policy.spec.steps, start=1):
        found |= {
            f"name_{row}": step.name,
            f"who_{row}": [f"{one.kind}:{one.who}" for one in step.approvers],
            f"quorum_{row}": str(step.quorum),
            f"hours_{row}": step.hours or None,
            f"when_{row}": step.when,
        }
    return found


class DelegationForm(CommandForm):
    """Who decides in one's place, from when until when."""

    giver_id = forms.ChoiceField(label=_("Who is away"), required=False)
    taker_id = forms.ChoiceField(label=_("Who decides instead"))
    starts_at = MomentField(label=_("From"))
    ends_at = MomentField(label=_("Until"))
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: Any, members: Choices, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker_id"].choices = [("", "–"), *members]  # type: ignore[attr-defined]
        self.fields["giver_id"].choices = [("", _("I")), *members]  # type: ignore[attr-defined]
        if not for_others:
            del self.fields["giver_id"]

    def input(self) -> Delegate:
        data = self.cleaned_data
        return Delegate(
            giver_id=UUID(data["giver_id"]) if data.get("giver_id") else None,
            taker_id=UUID(data["taker_id"]),
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            reason=data["reason"],
        )


class DutyForm(CommandForm):
    """Who answers for a person or for a cost centre."""

    kind = forms.ChoiceField(
        label=_("What"), choices=(("manager", _("Manager of a person")), ("cost_centre", _("Owner of a cost centre")))
    )
    of_id = forms.ChoiceField(label=_("Of whom"), required=False)
    code = forms.CharField(label=_("Cost centre"), max_length=40, required=False)
    holder_id = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, members: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of_id"].choices = [("", "–"), *members]  # type: ignore[attr-defined]
        self.fields["holder_id"].choices = [("", "–"), *members]  # type: ignore[attr-defined]

    def input(self) -> AssignDuty:
        data = self.cleaned_data
        is_manager = data["kind"] == "manager"
        return AssignDuty(
            kind=data["kind"],
            of_id=UUID(data["of_id"]) if is_manager and data["of_id"] else None,
            code="" if is_manager else data["code"],
            holder_id=UUID(data["holder_id"]),
        )
