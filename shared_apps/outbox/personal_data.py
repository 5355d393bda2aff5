"""What the columns of outbox hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "outbox.Saga",
    People("handler_name asked_by", "member", "evidence", "contract", "books"),
    technical=(
        "id type reference title state stuck_in is_past_pivot reason started_at deadline_at next_at ended_at "
        "stuck_at token lease_until"
    ),
    business="data",
    pseudonyms="handler_id",
)  # fmt: skip

table(
    "outbox.SagaStep",
    technical=(
        "id saga_id number name part state attempts undo_attempts started_at deadline_at done_at undone_at "
        "last_error"
    ),
    business="result",
)  # fmt: skip

table(
    "outbox.Reservation",
    technical="id partner key state why expires_at at ended_at",
    business="answer",
)  # fmt: skip

table(
    "outbox.InvariantRun",
    technical="id at took_ms checks",
    business="breaches",
)  # fmt: skip

table(
    "outbox.OutboxMessage",
    technical="seq event_id name version aggregate at delivered_at attempts next_attempt_at parked",
    business="payload last_error",
)  # fmt: skip

table(
    "outbox.InboxReceipt",
    technical="id event_id subscriber at",
)  # fmt: skip

table(
    "outbox.Job",
    People("asked_by", "member", "evidence", "contract", "job"),
    technical=(
        "id kind title state run_at lease_until attempts done_count total_count step created_at finished_at "
        "tags"
    ),
    business="payload result last_error",
)  # fmt: skip
