"""Addresses of a marketplace's host: pages and API."""

from django.urls import URLPattern, URLResolver, include, path

from tenant_apps.documents.web.pages import stored_file

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("shared_apps.ui.web.urls")),
    path("", include("shared_apps.accounts.web.urls")),
    path("", include("tenant_apps.workspace.web.urls")),
    path("companies/", include("tenant_apps.parties.web.urls")),
    path("people/", include("tenant_apps.identity.web.urls")),
    path("documents/", include("tenant_apps.documents.web.urls")),
    path("files/<path:key>", stored_file, name="stored_file"),
    path("catalogue/", include("tenant_apps.catalogue.web.urls")),
    path("stock/", include("tenant_apps.inventory.web.urls")),
    path("market/", include("tenant_apps.trading.engines.listing.web.urls")),
    path("requests/", include("tenant_apps.trading.engines.thread.web.urls")),
    path("tenders/", include("tenant_apps.trading.engines.vault.web.urls")),
    path("auctions/", include("tenant_apps.trading.engines.clock.web.urls")),
    path("", include("tenant_apps.trading.questions.web.urls")),
    path("", include("tenant_apps.trading.kernel.web.urls")),
    path("", include("tenant_apps.trading.second_try.web.urls")),
    path("deals/", include("tenant_apps.settlement.web.urls")),
    path("prices/", include("tenant_apps.pricing.web.urls")),
    path("spending/", include("tenant_apps.spending.web.urls")),
    path("approvals/", include("tenant_apps.approvals.web.urls")),
    path("exceptions/", include("tenant_apps.exceptions.web.urls")),
    path("alerts/", include("tenant_apps.anomalies.web.urls")),
    path("orders/", include("tenant_apps.orders.web.urls")),
    path("shipments/", include("tenant_apps.logistics.web.urls")),
    path("deposits/", include("tenant_apps.trading.deposits.web.urls")),
    path("prepayments/", include("tenant_apps.prepayment.web.urls")),
    path("terms/", include("tenant_apps.terms.web.urls")),
    path("processes/", include("tenant_apps.processes.web.urls")),
    path("payments/", include("tenant_apps.payments.web.urls")),
    path("invoices/", include("tenant_apps.invoicing.web.urls")),
    path("claims/", include("tenant_apps.claims.web.urls")),
    path("refunds/", include("tenant_apps.settlement.web.refund_urls")),
    path("systems/", include("tenant_apps.integrations.web.urls")),
    path("api/", include("shared_apps.api.web.urls")),
    path("api/v1/", include("config.api_v1")),
]
