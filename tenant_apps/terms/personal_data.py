"""What the columns of terms hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "terms.PaymentTerms",
    technical="id is_usual end_of_month since ended_at",
    business="seller_id buyer_id name discount_percent discount_days",
)  # fmt: skip

table(
    "terms.PaymentTermsStep",
    technical="id",
    business="terms_id no share milestone days on",
)  # fmt: skip

table(
    "terms.OrderPlan",
    technical="id made_at accelerated_at",
    business="order_id terms_id buyer_id seller_id currency total_minor paid_minor state next_look_on",
    free_text="accelerated_why",
)  # fmt: skip

table(
    "terms.Instalment",
    technical="id asked_at late_at",
    business="plan_id no share milestone days amount_minor due_on planned_on",
)  # fmt: skip

table(
    "terms.Advance",
    technical="id at ended_at",
    business="plan_id payment_id amount_minor used_minor state",
)  # fmt: skip
