"""What the columns of approvals hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from django.utils.translation import gettext_lazy as _

from shared_apps.crypto.register import People, table

table(
    "approvals.ApproverDuty",
    technical="id since until",
    business="company_id kind code label",
    pseudonyms="of_id holder_id",
)  # fmt: skip

table(
    "approvals.ApprovalPolicy",
    technical="id version",
    business="company_id kind name state",
)  # fmt: skip

table(
    "approvals.ApprovalPolicyVersion",
    People("made_by", "member", "evidence", "contract", "books"),
    technical="id content_hash made_at",
    business="policy_id number content",
    free_text="note",
)  # fmt: skip

table(
    "approvals.ApprovalDelegation",
    technical="id starts_at ends_at made_at ended_at",
    business="company_id",
    free_text="reason",
    pseudonyms="giver_id taker_id",
)  # fmt: skip

table(
    "approvals.ApprovalRequest",
    People(
        "facts:requester", "member", "trade", "contract", "books",
        why_plain=_("Approval policies compare with it."),
    ),
    technical="id opened_at expires_at decided_at",
    business="number company_id kind subject_id pinned facts amount_minor currency cost_centre state",
    free_text="title reason",
    pseudonyms="authors requested_by_id",
)  # fmt: skip

table(
    "approvals.ApprovalStep",
    technical="id opened_at deadline_at reminded_at",
    business="request_id version_id position level name state round needed escalations",
)  # fmt: skip

table(
    "approvals.ApprovalSeat",
    technical="id decided_at",
    business="step_id round source via",
    free_text="verdict reason",
    pseudonyms="holder_id stand_in_id decided_by_id",
)  # fmt: skip

table(
    "approvals.ApprovalMoment",
    People("who", "member", "evidence", "contract", "books"),
    technical="id at",
    business="request_id what step facts",
    free_text="text",
)  # fmt: skip
