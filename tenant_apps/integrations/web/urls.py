"""Addresses of the pages of connections."""

from django.urls import URLPattern, path

from tenant_apps.integrations.web import pages, review_pages

app_name = "integrations"
urlpatterns: list[URLPattern] = [
    path("", pages.connection_list_page, name="connections"),
    path("new/", pages.connection_new_page, name="connection_new"),
    path("<uuid:connection_id>/", pages.connection_page, name="connection"),
    path("<uuid:connection_id>/settings/", pages.connection_settings_page, name="settings"),
    path("<uuid:connection_id>/who-wins/", pages.connection_winners_page, name="winners"),
    path("<uuid:connection_id>/pause/", pages.connection_pause, name="pause"),
    path("<uuid:connection_id>/run/", pages.connection_run, name="run"),
    path("<uuid:connection_id>/compare/", pages.connection_compare, name="compare"),
    path("<uuid:connection_id>/files/", pages.connection_file, name="file"),
    path("<uuid:connection_id>/messages/", review_pages.message_list_page, name="messages"),
    path("<uuid:connection_id>/differences/", review_pages.difference_list_page, name="differences"),
    path("messages/<uuid:message_id>/retry/", review_pages.message_retry, name="message_retry"),
    path("messages/<uuid:message_id>/give-up/", review_pages.message_give_up, name="message_give_up"),
    path("differences/<uuid:disagreement_id>/decide/", review_pages.difference_decide, name="decide"),
    path("deliveries/<uuid:delivery_id>/send/", pages.delivery_send, name="send_again"),
    path("comparisons/<uuid:comparison_id>/", review_pages.comparison_page, name="comparison"),
    path("comparisons/<uuid:comparison_id>/settle/", review_pages.comparison_settle, name="settle"),
    path("files/<uuid:file_id>/errors/", review_pages.file_errors, name="file_errors"),
]
