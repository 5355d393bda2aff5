"""What may be read of the catalogue, and which rights hold within single categories."""

from shared_apps.foundation.permissions import declare, narrow, untouched

VIEW_ITEM = declare("catalogue.view_item", "See the items of the catalogue.")
narrow(
    VIEW_ITEM,
    "catalogue.create_item",
    "catalogue.change_item",
    "catalogue.pack_item",
    "catalogue.retire_item",
    by=("categories",),
)
# Items are nobody's in particular, lie in no warehouse, and none of their acts spends anything.
untouched("catalogue.*", by=("people", "warehouses", "amount"))
