"""Addresses of API v1 on a marketplace's host: each app brings its own."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from shared_apps.api.missing import nothing_here

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("shared_apps.api.urls")),
    path("", include("tenant_apps.parties.api.urls")),
    path("", include("tenant_apps.identity.api.urls")),
    path("", include("tenant_apps.rulesets.api.urls")),
    path("", include("tenant_apps.rulesets.api.book_urls")),
    path("", include("tenant_apps.compliance.api.urls")),
    path("", include("tenant_apps.catalogue.api.urls")),
    path("", include("tenant_apps.pricing.api.urls")),
    path("", include("tenant_apps.inventory.api.urls")),
    path("", include("tenant_apps.trading.engines.listing.api.urls")),
    path("", include("tenant_apps.trading.engines.thread.api.urls")),
    path("", include("tenant_apps.trading.engines.vault.api.urls")),
    path("", include("tenant_apps.trading.engines.clock.api.urls")),
    path("", include("tenant_apps.trading.questions.api.urls")),
    path("", include("tenant_apps.trading.kernel.api.urls")),
    path("", include("tenant_apps.trading.second_try.api.urls")),
    path("", include("tenant_apps.spending.api.urls")),
    path("", include("tenant_apps.approvals.api.urls")),
    path("", include("tenant_apps.exceptions.api.urls")),
    path("", include("tenant_apps.anomalies.api.urls")),
    path("", include("tenant_apps.orders.api.draft_urls")),
    path("", include("tenant_apps.orders.api.urls")),
    path("", include("tenant_apps.orders.api.group_urls")),
    path("", include("tenant_apps.prepayment.api.urls")),
    path("", include("tenant_apps.terms.api.urls")),
    path("", include("tenant_apps.processes.api.urls")),
    path("", include("tenant_apps.logistics.api.urls")),
    path("", include("tenant_apps.invoicing.api.urls")),
    path("", include("tenant_apps.claims.api.urls")),
    path("", include("tenant_apps.trading.deposits.api.urls")),
    path("", include("tenant_apps.payments.api.urls")),
    path("", include("tenant_apps.ledger.api.urls")),
    path("", include("tenant_apps.settlement.api.urls")),
    path("", include("tenant_apps.integrations.api.urls")),
    re_path("", nothing_here),
]
