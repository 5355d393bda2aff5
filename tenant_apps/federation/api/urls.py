"""Addresses of identity providers."""

from django.urls import URLPattern, path

from shared_apps.api.endpoint import endpoint
from shared_apps.api.operations import Edit, Filter, Listing, Read, Write
from tenant_apps.federation.api import records
from tenant_apps.federation.commands import (
    activate_provider,
    change_provider,
    create_provider,
    end_provider,
    end_provider_key,
    make_provider_key,
)
from tenant_apps.federation.permissions import VIEW_PROVIDER
from tenant_apps.federation.queries import key_rows, provider_rows

HERE = {"provider_id": "provider_id"}

providers = Listing(
    records.ProviderRecord, provider_rows, records.provider_records, VIEW_PROVIDER,
    "Identity providers of the own company, or all with a key of the marketplace",
    filters=(
        Filter("state", "text", "", ("draft", "active", "ended")),
        Filter("kind", "text", "", ("oidc", "saml")),
        Filter("company_id", "uuid"),
    ),
)  # fmt: skip
keys = Listing(
    records.ProviderKeyRecord, key_rows, records.key_records, VIEW_PROVIDER,
    "Our own keys for identity providers: to decrypt their assertions, or to sign who we are",
    filters=(Filter("provider_id", "uuid"),),
)  # fmt: skip
provider = Read(records.ProviderRecord, records.provider_record, VIEW_PROVIDER, "One identity provider")


urlpatterns: list[URLPattern] = [
    path(
        "identity-providers",
        endpoint(
            "members",
            get=providers,
            post=Write(create_provider, locate=lambda made: f"identity-providers/{made.provider_id}"),
        ),
    ),
    path(
        "identity-providers/<uuid:provider_id>",
        endpoint("members", get=provider, patch=Edit(change_provider, provider, HERE)),
    ),
    path(
        "identity-providers/<uuid:provider_id>:activate",
        endpoint("members", post=Write(activate_provider, status=200, path=HERE)),
    ),
    path("identity-provider-keys", endpoint("members", get=keys, post=Write(make_provider_key))),
    path(
        "identity-provider-keys/<uuid:key_id>:end",
        endpoint("members", post=Write(end_provider_key, status=200, path={"key_id": "key_id"})),
    ),
    path(
        "identity-providers/<uuid:provider_id>:end",
        endpoint("members", post=Write(end_provider, status=200, path=HERE)),
    ),
]
