"""What the columns of invoicing hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "invoicing.Invoice",
    technical="id issued_at pays_back",
    business=(
        "number kind order_id part_id order_return_id buyer_id seller_id currency net_minor tax_minor "
        "total_minor paid_minor due_date document_id"
    ),
)  # fmt: skip

table(
    "invoicing.InvoiceLine",
    technical="id",
    business="invoice_id line_no quantity unit unit_price tax_rate net_minor tax_minor",
    free_text="description",
)  # fmt: skip
