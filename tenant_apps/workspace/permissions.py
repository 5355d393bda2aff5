"""What may be seen of the workspace itself."""

from shared_apps.foundation.permissions import declare

VIEW_HOME = declare("workspace.view_home", "See the home page with what waits for one's company.")
