"""Whether a request may reach a view at all. What it may do there is asked by the command or by the read."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from shared_apps.foundation.actor import Actor


class HasActor(BasePermission):
    """A valid key was sent. Views open to everybody say so with `is_public = True`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(getattr(view, "is_public", False)) or isinstance(request.user, Actor)
