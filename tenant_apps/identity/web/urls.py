"""Addresses of the people pages."""

from django.urls import URLPattern, path

from tenant_apps.identity.web import lending, pages, requests, reviews, roles, separation

app_name = "identity"
urlpatterns: list[URLPattern] = [
    path("", pages.people_page, name="people"),
    path("invite/", pages.person_invite_page, name="invite"),
    path("<uuid:membership_id>/role/", pages.role_change_page, name="role"),
    path("<uuid:membership_id>/rights/", roles.rights_page, name="rights"),
    path("roles/", roles.role_list_page, name="roles"),
    path("roles/new/", roles.role_new_page, name="role_new"),
    path("roles/<uuid:role_id>/", roles.role_page, name="role_detail"),
    path("roles/<uuid:role_id>/retire/", roles.role_retire, name="role_retire"),
    path("lend/", lending.lend_page, name="lend"),
    path("lend/<uuid:membership_id>/end/", lending.loan_end, name="loan_end"),
    path("separation/", separation.separation_page, name="separation"),
    path("separation/<uuid:separation_id>/retire/", separation.separation_retire, name="separation_retire"),
    path("requests/", requests.request_list_page, name="requests"),
    path("requests/<uuid:request_id>/approve/", requests.request_approve, name="request_approve"),
    path("requests/<uuid:request_id>/reject/", requests.request_reject, name="request_reject"),
    path("requests/<uuid:request_id>/withdraw/", requests.request_withdraw, name="request_withdraw"),
    path("reviews/", reviews.review_list_page, name="reviews"),
    path("reviews/<uuid:review_id>/", reviews.review_page, name="review"),
    path("reviews/<uuid:review_id>/sign/", reviews.review_sign, name="review_sign"),
    path("reviews/<uuid:review_id>/evidence/", reviews.review_evidence, name="review_evidence"),
    path("holders/", roles.holders_page, name="holders"),
    path("<uuid:membership_id>/end/", pages.membership_end, name="end"),
    path("<uuid:membership_id>/invitation/", pages.invitation_repeat, name="invitation"),
]
