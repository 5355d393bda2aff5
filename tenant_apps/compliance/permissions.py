"""What may be read of compliance."""

from shared_apps.foundation.permissions import declare

VIEW_PROFILES = declare(
    "compliance.view_profiles", "See the compliance profiles of the marketplace and their controls."
)
