"""Addresses of requests for quotation; the request itself is at the address of its event."""

from django.urls import URLPattern, path

from tenant_apps.trading.engines.thread.web import acts, pages

app_name = "thread"
urlpatterns: list[URLPattern] = [
    path("<uuid:event_id>/threads/<int:number>/", pages.thread_page, name="thread"),
    path("<uuid:event_id>/quote/", acts.quote, name="quote"),
    path("<uuid:event_id>/accept/", acts.accept, name="accept"),
    path("<uuid:event_id>/decline/", acts.decline, name="decline"),
    path("<uuid:event_id>/withdraw/", acts.withdraw, name="withdraw"),
    path("<uuid:event_id>/threads/<int:number>/counter/", acts.counter, name="counter"),
    path("<uuid:event_id>/final-offers/", acts.final_offers, name="final_offers"),
    path("<uuid:event_id>/basis/", acts.basis, name="basis"),
    path("<uuid:event_id>/award/", acts.award, name="award"),
    path("<uuid:event_id>/close/", acts.close, name="close"),
    path("<uuid:event_id>/comparison.csv", pages.comparison_file, name="comparison_file"),
]
