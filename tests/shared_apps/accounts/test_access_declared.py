"""Every page says who may open it; a page that says nothing is a mistake, not a public page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from shared_apps.accounts.web.access import PUBLIC, SIGNED_IN
from shared_apps.commands.registry import REGISTRY
from shared_apps.foundation.permissions import DECLARED


def patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for one in resolver.url_patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, address)
        elif isinstance(one, URLPattern):
            yield address, one.callback


def pages() -> list[tuple[str, Any]]:
    """Pages of both hosts; views of the API are asked by their keys' permissions instead."""
    found = [pair for name in ("config.urls_public", "config.urls_tenant") for pair in patterns(get_resolver(name))]
    # The gallery exists only in tests.
    return [(address, view) for address, view in found if not address.startswith(("api/", "ui/gallery/"))]


def test_every_page_declares_who_may_open_it() -> None:
    assert sorted({address for address, view in pages() if not hasattr(view, "kontor_access")}) == []


def test_every_permission_a_page_asks_for_exists() -> None:
    everywhere = set(DECLARED) | {one.permission for one in REGISTRY.values()}
    asked = {code for _, view in pages() for code in str(getattr(view, "kontor_access", PUBLIC)).split("|")}
    assert asked - {PUBLIC, SIGNED_IN} - everywhere == set()


@pytest.mark.parametrize("name", ["accounts", "operators", "identity", "parties"])
def test_pages_of_people_are_public_only_where_nobody_can_be_signed_in_yet(name: str) -> None:
    open_pages = {
        address
        for address, view in pages()
        if f".{name}." in view.__module__ and getattr(view, "kontor_access", "") == PUBLIC
    }
    # Clients of OAuth 2.0 prove themselves there by their secrets.
    by_secret = {"api/v1/oauth/token", "api/v1/oauth/revoke", "api/v1/oauth/introspect"}
    open_pages -= by_secret | {".well-known/oauth-authorization-server"}
    assert all(address.startswith(("sign-in/", "sign-out/")) for address in open_pages)
