"""What may be read of support."""

from shared_apps.foundation.permissions import declare

VIEW_VISITS = declare("support.view_visit", "See who of the platform's support came in, why, and what they looked at.")
