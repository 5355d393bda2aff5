"""What may be read of integrations."""

from shared_apps.foundation.permissions import declare

VIEW_CONNECTION = declare("integrations.view_connection", "See the connections of one's company and what they said.")
