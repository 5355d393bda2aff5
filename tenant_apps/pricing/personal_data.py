"""What the columns of pricing hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "pricing.PriceList",
    technical="id valid_from valid_until version",
    business="supplier_id buyer_id name currency",
)  # fmt: skip

table(
    "pricing.PriceTier",
    technical="id",
    business="price_list_id item_id min_quantity unit_price",
)  # fmt: skip
