"""What the columns of spending hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "spending.SpendingLimit",
    technical="id created_at",
    business=(
        "kind company_id grantor_id code currency starts_on ends_on amount_minor reserved_minor used_minor "
        "state series_id carried_minor"
    ),
    pseudonyms="principal",
)  # fmt: skip

table(
    "spending.BudgetSeries",
    technical="id created_at",
    business="kind company_id code currency every carry_over amount_minor state",
    pseudonyms="principal",
)  # fmt: skip

table(
    "spending.LimitProposal",
    People("proposed_by_name ended_by_name", "member", "evidence", "contract", "books"),
    technical="id proposed_at ended_at",
    business="kind company_id grantor_id code currency starts_on ends_on every carry_over amount_minor state",
    free_text="reason",
    pseudonyms="principal proposed_by",
)  # fmt: skip

table(
    "spending.SpendingUse",
    technical="id at ended_at",
    business="limit_id source source_id amount_minor returned_minor state",
)  # fmt: skip
