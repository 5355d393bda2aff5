"""What may be read of exceptions."""

from shared_apps.foundation.permissions import declare

VIEW_EXCEPTION = declare("exceptions.view_exception", "See the exceptions that concern one's company.")
