"""Addresses of the interface itself; included by both hosts. The gallery exists only where settings ask for it."""

from django.conf import settings
from django.urls import URLPattern, path

from shared_apps.ui import views

app_name = "ui"

urlpatterns: list[URLPattern] = [
    path("language/", views.set_language, name="language"),
    path("theme/", views.set_theme, name="theme"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]

if getattr(settings, "KONTOR_GALLERY", False):
    from shared_apps.ui.web import gallery

    urlpatterns += [
        path("ui/gallery/", gallery.gallery, name="gallery"),
        path("ui/gallery/plain/", gallery.plain, name="gallery-plain"),
        path("ui/gallery/site/", gallery.site, name="gallery-site"),
        path("ui/gallery/job/", gallery.job, name="gallery-job"),
        path("ui/gallery/search/", gallery.search, name="gallery-search"),
    ]
