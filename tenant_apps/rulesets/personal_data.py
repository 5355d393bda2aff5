"""What the columns of rulesets hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "rulesets.RulesetVersion",
    People("published_by approved_by cancelled_by", "member", "evidence", "contract", "books"),
    technical="id content_hash published_at effective_from cancelled_at",
    business="number content base changes",
    free_text="note cancel_reason",
)  # fmt: skip

table(
    "rulesets.RulesetDraft",
    People("edited_by decided_by", "member", "evidence", "contract", "books"),
    technical="id wanted_from edited_at submitted_at decided_at version",
    business="state edition values limits origin submitted_by",
    free_text="note reason",
    pseudonyms="authors",
)  # fmt: skip

table(
    "rulesets.RuleSheet",
    People("made_by", "member", "evidence", "contract", "books"),
    technical="id is_retired effective_from made_at",
    business="kind code edition name mode values limits",
)  # fmt: skip

table(
    "rulesets.NumberSeries",
    technical="id",
    business="code year last_value",
)  # fmt: skip
