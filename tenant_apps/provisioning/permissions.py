"""What may be read of directories, and what only a directory itself does."""

from shared_apps.foundation.permissions import declare, untouched

VIEW_CONNECTION = declare("provisioning.view_connection", "Sees the directories that bring people.")
MANAGE_CONNECTION = declare("provisioning.manage_connection", "Connects directories that bring people.")
# Held by a connection alone: whoever else runs these acts is refused, for they have no connection.
PROVISION = declare("provisioning.provision_people", "Brings and takes people, as a directory.")
untouched("provisioning.*", by=("prices",))
