"""Addresses of requests for quotation; the request itself is at the address of its event."""

from django.urls import URLPattern, path

from tenant_apps.trading.engines.thread.web import acts, guests, inviting, pages

app_name = "thread"
urlpatterns: list[URLPattern] = [
    path("<uuid:event_id>/threads/<int:number>/", pages.thread_page, name="thread"),
    path("<uuid:event_id>/quote/", acts.quote, name="quote"),
    path("<uuid:event_id>/accept/", acts.accept, name="accept"),
    path("<uuid:event_id>/accept-secrecy/", acts.swear, name="swear"),
    path("<uuid:event_id>/decline/", acts.decline, name="decline"),
    path("<uuid:event_id>/withdraw/", acts.withdraw, name="withdraw"),
    path("<uuid:event_id>/threads/<int:number>/counter/", acts.counter, name="counter"),
    path("<uuid:event_id>/final-offers/", acts.final_offers, name="final_offers"),
    path("<uuid:event_id>/basis/", acts.basis, name="basis"),
    path("<uuid:event_id>/award/", acts.award, name="award"),
    path("<uuid:event_id>/award/approve/", acts.approve, name="approve"),
    path("<uuid:event_id>/award/reject/", acts.reject, name="reject"),
    path("<uuid:event_id>/close/", acts.close, name="close"),
    path("<uuid:event_id>/guests/", inviting.invite, name="guest_invite"),
    path("<uuid:event_id>/guests/<uuid:guest_id>/repeat/", inviting.repeat, name="guest_repeat"),
    path("<uuid:event_id>/guests/<uuid:guest_id>/withdraw/", inviting.withdraw, name="guest_close"),
    path("guests/", inviting.guests_page, name="guests"),
    path("guests/<uuid:guest_id>/admit/", inviting.admit, name="guest_admit"),
    path("guest/<str:token>/", guests.guest_page, name="guest"),
    path("guest/<str:token>/code/", guests.send_code, name="guest_code"),
    path("guest/<str:token>/enter/", guests.enter, name="guest_enter"),
    path("guest/<str:token>/quote/", guests.quote, name="guest_quote"),
    path("guest/<str:token>/accept/", guests.accept, name="guest_accept"),
    path("guest/<str:token>/accept-secrecy/", guests.swear, name="guest_swear"),
    path("guest/<str:token>/decline/", guests.decline, name="guest_decline"),
    path("guest/<str:token>/withdraw/", guests.withdraw, name="guest_withdraw"),
    path("guest/<str:token>/admission/", guests.admission, name="guest_admission"),
    path("<uuid:event_id>/comparison.csv", pages.comparison_file, name="comparison_file"),
]
