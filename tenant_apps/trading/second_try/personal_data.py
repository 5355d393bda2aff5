"""What the columns of second_try hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "second_try.Succession",
    technical="id at",
    business="event_id successor_id kind changed_percent",
)  # fmt: skip

table(
    "second_try.BarredCompany",
    technical="id",
    business="event_id company_id",
)  # fmt: skip
