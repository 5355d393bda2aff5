"""What may be seen of the workspace itself."""

from shared_apps.foundation.permissions import declare, untouched

VIEW_HOME = declare("workspace.view_home", "See the home page with what waits for one's company.")
# Each card of the page asks for the right to what it shows.
untouched("workspace.view_*", by=("people", "categories", "warehouses"))
