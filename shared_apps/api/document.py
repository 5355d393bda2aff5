"""The OpenAPI document of API v1: built once per process, always in English, validated by the `schema` command."""

import json
from functools import lru_cache
from typing import Any

from django.utils.translation import override

from shared_apps.api.endpoint import ADDRESSES
from shared_apps.api.operations import Batch, Write

URLCONF = "config.urls_tenant"


@lru_cache(maxsize=1)
def openapi() -> dict[str, Any]:
    """The document as plain JSON values. Treat it as read-only: it is shared."""
    # Here, because what makes and checks the document weighs 8 MiB and few processes are ever asked for it.
    from drf_spectacular.generators import SchemaGenerator

    from shared_apps.api import schema  # noqa: F401  registers how keys are described

    with override("en"):
        made = SchemaGenerator(urlconf=URLCONF).get_schema(request=None, public=True)
    return dict(json.loads(json.dumps(made)))


def text() -> str:
    """The document as it is written to a file."""
    return json.dumps(openapi(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def text_with_lane(lane: str) -> str:
    """The same where the region has a lane: which requests may be sent there, and its address."""
    taken = {
        one.command.code.replace(".", "_") + ("_batch" if isinstance(one, Batch) else "")
        for address in ADDRESSES
        for one in address.operations.values()
        if isinstance(one, Write | Batch) and one.lane
    }
    paths = {
        path: {
            method: {**told, "servers": [{"url": lane}, {"url": "/"}]} if told.get("operationId") in taken else told
            for method, told in methods.items()
        }
        for path, methods in openapi()["paths"].items()
    }
    return json.dumps({**openapi(), "paths": paths}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def validate() -> None:
    """Raise when the document breaks the rules of OpenAPI 3.1."""
    from drf_spectacular.validation import validate_schema

    validate_schema(openapi())
