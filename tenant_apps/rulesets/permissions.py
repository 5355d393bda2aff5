"""What may be read of rulesets."""

from shared_apps.foundation.permissions import declare

VIEW_SETTINGS = declare("rulesets.view_settings", "See the settings of the marketplace and their history.")
