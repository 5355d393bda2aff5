"""What the columns of support hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "support.SupportVisit",
    People("decided_by", "member", "evidence", "contract", "books"),
    technical="id asked_at decided_at entry_hash entry_until entered_at session_hash ends_at ended_at",
    business="ticket wants_writing state may_write minutes is_standing ended_how",
    free_text="reason decided_reason",
    pseudonyms="operator wanted_member member_id decider",
)  # fmt: skip

table("support.SupportLook", technical="id at", business="visit_id method path status")

table(
    "support.StandingConsent",
    People("given_by", "member", "evidence", "contract", "books"),
    technical="id given_at until ended_at",
    business="minutes",
    pseudonyms="member_id",
)  # fmt: skip
