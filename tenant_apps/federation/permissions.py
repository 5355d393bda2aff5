"""What may be read of identity providers, and the one right to change them."""

from shared_apps.foundation.permissions import declare, untouched

VIEW_PROVIDER = declare("federation.view_provider", "Sees the identity providers of the own company, or all.")
MANAGE_PROVIDER = declare("federation.manage_provider", "Says which identity providers may sign people in.")
# Whoever holds rights within other bounds does not say who signs in.
untouched("federation.*", by=("prices", "contacts"))
