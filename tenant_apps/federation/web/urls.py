"""Addresses of single sign-on: of providers' management, of the own connections, and of the way there and back."""

from django.urls import URLPattern, path

from tenant_apps.federation.web import manage, mine, signing

app_name = "federation"
urlpatterns: list[URLPattern] = [
    path("people/sign-on/", manage.provider_list_page, name="providers"),
    path("people/sign-on/new/<slug:kind>/", manage.provider_new_page, name="provider_new"),
    path("people/sign-on/<uuid:provider_id>/", manage.provider_page, name="provider"),
    path("people/sign-on/<uuid:provider_id>/change/", manage.provider_change_page, name="provider_change"),
    path("people/sign-on/<uuid:provider_id>/activate/", manage.provider_activate, name="provider_activate"),
    path("people/sign-on/<uuid:provider_id>/end/", manage.provider_end, name="provider_end"),
    path("people/sign-on/<uuid:provider_id>/keys/new/", manage.key_new, name="key_new"),
    path("people/sign-on/<uuid:provider_id>/keys/<uuid:key_id>/end/", manage.key_end, name="key_end"),
    path("account/sign-on/", mine.mine_page, name="mine"),
    path("account/sign-on/connect/", mine.link_page, name="link"),
    path("account/sign-on/<uuid:identity_id>/end/", mine.connection_end, name="connection_end"),
    path("sign-in/company/", signing.by_mail, name="by_mail"),
    path("sign-in/with/<uuid:provider_id>/", signing.start, name="start"),
    path("sign-in/with/<uuid:provider_id>/back/", signing.back, name="back"),
    path("sign-in/with/<uuid:provider_id>/answer/", signing.acs, name="acs"),
    path("sign-in/with/<uuid:provider_id>/answer/<uuid:arrival_id>/", signing.arrival, name="arrival"),
    path("sign-in/with/<uuid:provider_id>/metadata/", signing.metadata, name="metadata"),
    path("sign-in/with/<uuid:provider_id>/keys/", signing.key_set, name="key_set"),
]
