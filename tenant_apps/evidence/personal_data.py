"""What the columns of evidence hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "evidence.Pack",
    People("asked_by", "member", "evidence", "contract", "log"),
    technical="id number state days asked_at made_at log_size digest sha256 size_bytes",
    free_text="reason",
)

table(
    "evidence.Drill",
    technical=(
        "id number outcome started_at ended_at dump_bytes dump_sha256 restore_ms tables rows checks log_size log_root "
        "differing broken problem"
    ),
)  # fmt: skip
