"""What may be read of the registry."""

from shared_apps.foundation.permissions import declare

VIEW_MARKETPLACE = declare("tenants.view_marketplace", "See the marketplaces, their state and their opening.")
VIEW_FLEET = declare("tenants.view_fleet", "See regions, migrations, jobs and failures.")
VIEW_AUDIT = declare("audit.view_record", "See who did what in the control plane.")
