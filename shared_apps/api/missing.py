"""The last address of the API: whatever no other one took is a 404 problem, not a page."""

from typing import Any, NoReturn

from django.http import Http404
from rest_framework.request import Request
from rest_framework.views import APIView


class NothingHere(APIView):
    """Answers without a key: there is nothing to protect."""

    authentication_classes = ()
    is_public = True
    kontor_access = "public"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        raise Http404


nothing_here = NothingHere.as_view()
nothing_here.kontor_access = NothingHere.kontor_access  # type: ignore[attr-defined]
