"""What may be read of processes."""

from shared_apps.foundation.permissions import declare

VIEW_PROCESS = declare("processes.view_process", "See the processes of the marketplace and how its books were checked.")
