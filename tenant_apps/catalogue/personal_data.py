"""What the columns of catalogue hold; a test asks for every column (`shared_apps/crypto/register.py`)."""

from shared_apps.crypto.register import table

table(
    "catalogue.Category",
    technical="id licensed",
    business="code name_en name_zh_hans parent_id",
)  # fmt: skip

table(
    "catalogue.Item",
    technical="id stocked created_at changed_at",
    business="supplier_id sku name unit category_id attributes tax_rate tracked_by state terms",
    free_text="description",
)  # fmt: skip

table(
    "catalogue.ItemPack",
    technical="id",
    business="item_id unit quantity",
)  # fmt: skip

table(
    "catalogue.CategoryLicence",
    technical="id set_at",
    business="category_id supplier_id kind side valid_from ends_on",
    free_text="note",
)  # fmt: skip

table(
    "catalogue.Shelf",
    technical="id version",
    business="supplier_id",
)  # fmt: skip
