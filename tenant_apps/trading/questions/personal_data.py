"""What the columns of questions hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "questions.Question",
    technical="id asked_at answered_at",
    business="trading_event_id number company_id",
    free_text="text answer",
)  # fmt: skip

table(
    "questions.Amendment",
    technical="id is_binding old_hash new_hash at",
    business="lot_id number changes after_seq",
    free_text="reason",
)  # fmt: skip

table(
    "questions.Confirmation",
    technical="id at",
    business="lot_id company_id number after_seq",
)  # fmt: skip

table(
    "questions.EventDraft",
    People("saved_by_name", "member", "evidence", "contract", "books"),
    technical="id version saved_at",
    business="company_id mode content state trading_event_id",
    free_text="title note",
    pseudonyms="saved_by editors published_by",
)  # fmt: skip
