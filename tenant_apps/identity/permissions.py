"""What may be read of people, and the rights that are finer than a command."""

from shared_apps.foundation.permissions import declare, untouched

VIEW_PERSON = declare("identity.view_person", "Sees the people of the own company, or of the marketplace.")
MANAGE_OWNERS = declare("identity.manage_owners", "Makes owners of the marketplace and takes that role away.")
# Reading spends nothing, whatever it shows.
untouched("*.view_*", by=("amount",))
# What is lent has the bounds of whose it is.
untouched("identity.lend_rights", by=("people", "categories", "warehouses", "amount"))
