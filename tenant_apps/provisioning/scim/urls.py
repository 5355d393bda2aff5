"""Addresses of SCIM 2.0."""

from django.urls import URLPattern, path

from tenant_apps.provisioning.scim import views

app_name = "scim"
urlpatterns: list[URLPattern] = [
    path("ServiceProviderConfig", views.config, name="config"),
    path("ResourceTypes", views.resource_types, name="resource_types"),
    path("ResourceTypes/<str:name>", views.resource_types, name="resource_type"),
    path("Schemas", views.schemas, name="schemas"),
    path("Schemas/<str:name>", views.schemas, name="schema"),
    path("Users", views.users, name="users"),
    path("Users/<str:person_id>", views.user, name="user"),
    path("Groups", views.groups, name="groups"),
    path("Groups/<str:role_id>", views.group, name="group"),
    path("", views.nothing_here, name="root"),
    path("<path:rest>", views.nothing_here, name="other"),
]
