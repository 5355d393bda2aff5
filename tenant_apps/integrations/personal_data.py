"""What the columns of integrations hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "integrations.Connection",
    technical="id last_ok_at created_at",
    business="company_id code name connector settings secret winners state cursor failures",
    free_text="last_error",
)  # fmt: skip

table(
    "integrations.Run",
    technical="id started_at ended_at is_ok",
    business="connection_id kind counts",
    free_text="error",
)  # fmt: skip

table(
    "integrations.Message",
    technical="id said_at heard_at changed_at",
    business="connection_id message_id kind thing sequence body state tries",
    free_text="reason",
)  # fmt: skip

table(
    "integrations.StockWord",
    technical="id said_at heard_at",
    business="connection_id item_id warehouse_id sequence theirs agreed",
)  # fmt: skip

table(
    "integrations.OrderWord",
    technical="id version said_at heard_at",
    business="connection_id order_id fields",
)  # fmt: skip

table(
    "integrations.Delivery",
    technical="id attempts created_at changed_at",
    business="connection_id order_id state their_number",
    free_text="last_error",
)  # fmt: skip

table(
    "integrations.FileDrop",
    technical="id sha256 at",
    business="connection_id name object_key sequence state rows taken bad",
    free_text="error",
)  # fmt: skip

table(
    "integrations.Disagreement",
    People("decided_by", "member", "evidence", "contract", "books"),
    technical="id opened_at decided_at",
    business="connection_id field thing word_id ours theirs state winner",
    free_text="why reason",
)  # fmt: skip

table(
    "integrations.Reconciliation",
    People("asked_by", "member", "evidence", "contract", "books"),
    technical="id at ended_at",
    business="connection_id state job_id counts rows",
)  # fmt: skip
