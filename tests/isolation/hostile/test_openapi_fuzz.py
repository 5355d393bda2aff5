"""Every operation of API v1, asked with what its own document allows and with what it forbids.

Requests come from the OpenAPI document: two for each operation here, allowed or forbidden ones by the run's seed, and
twenty or a hundred of both in `make bench NAME=hostile`. Half of them carry ids of things that exist, so that they get
past "there is no such thing". Whatever is sent, the answer is one of those the document names, in the form it names,
and never an error of the server.
"""

import copy
import os
import random
import re
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response

from shared_apps.api import document
from shared_apps.api.operations import Batch
from tests.isolation.test_api import CALLS, Call
from tests.isolation.world import World

EXAMPLES = int(os.environ.get("KONTOR_FUZZ_EXAMPLES", "2"))
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
PATHS = {(one.method, "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", one.address.route)): one for one in CALLS}


def _without_keys() -> dict[str, Any]:
    """The document without its keys: every request carries a good one, so none may expect to be refused for its own."""
    whole = copy.deepcopy(document.openapi())
    whole.pop("security", None)
    whole["components"].pop("securitySchemes", None)
    for methods in whole["paths"].values():
        for one in methods.values():
            one.pop("security", None)
    return whole


SCHEMA = schemathesis.openapi.from_dict(_without_keys())
OPERATIONS = {f"{one.method.upper()} {one.path}": one for one in (found.ok() for found in SCHEMA.get_all_operations())}


def _is_allowed(case: Any, where: ParameterLocation) -> bool:
    """Whether this part of a request is one that the document allows."""
    part = case.meta.components.get(where)
    return part is not None and part.mode.is_positive


def is_batch(call: Call) -> bool:
    return isinstance(call.operation, Batch)


def send(case: Any, call: Call, world: World, is_real: bool) -> Response:
    """The case as a request to the product, and the answer in the form in which the checks read it."""
    if is_real and case.path_parameters and _is_allowed(case, ParameterLocation.PATH):
        path = call.address.path(world.a)
    else:
        path = case.formatted_path
    told = case.as_transport_kwargs(base_url="http://market")
    headers = {name.lower(): value for name, value in told["headers"].items() if name.lower() != "user-agent"}
    headers |= {"host": world.a.host, "authorization": f"Bearer {world.a.visitors['owner'].secret}"}
    request = requests.Request(told["method"], "http://market/", params=told.get("params"), json=told.get("json"),
                               data=told.get("data"), headers=headers).prepare()  # fmt: skip
    query = request.url.partition("?")[2] if request.url else ""
    found = Client(raise_request_exception=False).generic(
        case.method, f"{path}?{query}" if query else path, request.body or b"",
        content_type=str(request.headers.get("content-type", "application/json")), headers=headers,
    )  # fmt: skip
    body = b"".join(found) if found.streaming else found.content
    return Response(
        status_code=found.status_code, headers={name.lower(): [value] for name, value in found.headers.items()},
        content=body, request=request, elapsed=0.0, verify=True,
    )  # fmt: skip


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_answer_is_one_of_the_document(name: str, world: World) -> None:
    operation = OPERATIONS[name]
    call = PATHS[operation.method, operation.full_path]
    # A batch answers for each of its elements; what is wrong with one does not refuse the request.
    asked = [one for one in CHECKS if one is not checks.negative_data_rejection] if is_batch(call) else CHECKS
    for mode in MODES if "KONTOR_FUZZ_EXAMPLES" in os.environ else random.choices(MODES):

        @seed(random.getrandbits(64))
        @settings(
            max_examples=EXAMPLES, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
            deadline=None,
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode), is_real=st.booleans())
        def ask(case: Any, is_real: bool) -> None:
            case.validate_response(send(case, call, world, is_real), checks=asked)

        try:
            ask()
        except Unsatisfiable:
            # The document forbids nothing here: every text is one that may be sent.
            assert mode is GenerationMode.NEGATIVE
