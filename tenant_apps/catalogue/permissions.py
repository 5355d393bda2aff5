"""What may be read of the catalogue."""

from shared_apps.foundation.permissions import declare

VIEW_ITEM = declare("catalogue.view_item", "See the items of the catalogue.")
