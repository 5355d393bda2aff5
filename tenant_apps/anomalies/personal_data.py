"""What the columns of anomalies hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "anomalies.Alert",
    People("owner_name decided_by", "member", "security", "interest", "log"),
    technical="id first_seq last_seq happened_at found_at last_at decided_at",
    business="number rule severity state subject_kind reasons bars deeds times needs_second",
    free_text="note",
    pseudonyms="subject_id owner_id",
)  # fmt: skip

table(
    "anomalies.Judgement",
    technical="id act_id seq at judged_at",
    business="rule action measure alert_id",
)  # fmt: skip

table(
    "anomalies.Sighting",
    People(
        "mark", "member", "security", "interest", "log",
        why_plain="Countries, networks and digests of browsers beside a pseudonym; goes after its window.",
    ),
    technical="id at",
    business="kind value times",
    pseudonyms="key",
)  # fmt: skip

table(
    "anomalies.Hold",
    technical="id began_at until released_at",
    business="alert_id what",
    pseudonyms="subject_id",
)  # fmt: skip

table(
    "anomalies.Watch",
    technical="id number seq quiet_below looked_at canary_at canary_seen_at checked_at failures",
    business="last_failure",
)  # fmt: skip
