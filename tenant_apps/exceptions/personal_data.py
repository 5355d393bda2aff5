"""What the columns of exceptions hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import People, table

table(
    "exceptions.OrderException",
    People("handler_name closed_by", "member", "evidence", "contract", "books"),
    technical="id opened_at deadline_at waits_until late_told_at first_at closed_at gone_at",
    business=(
        "number kind subject_id subject_number company_id other_id roles state severity amount_minor currency "
        "facts found_by how"
    ),
    free_text="note",
    pseudonyms="subject handler_id",
)  # fmt: skip

table(
    "exceptions.ExceptionMoment",
    People("who", "member", "evidence", "contract", "books"),
    technical="id at",
    business="exception_id what step company_id",
    free_text="text",
)  # fmt: skip

table(
    "exceptions.ExceptionWatch",
    technical="id behind looked_at",
    business="place front round there",
)  # fmt: skip
