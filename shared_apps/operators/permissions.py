"""What may be read of operators."""

from shared_apps.foundation.permissions import declare

VIEW_SUPPORT = declare("operators.view_support", "Sees which marketplaces let support in, and when.")
VIEW_OPERATOR = declare("operators.view_operator", "Sees the people who run the platform.")
