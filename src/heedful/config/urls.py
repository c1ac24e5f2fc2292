"""All addresses of the product: one line a door."""

from django.urls import URLPattern, URLResolver, include, path

from heedful.interfaces.web import pages
from heedful.interfaces.web.access import public, staff

urlpatterns: list[URLPattern | URLResolver] = [
    path("", staff(pages.home), name="home"),
    path("theme/", public(pages.theme), name="theme"),
    path("healthz", public(pages.healthz), name="healthz"),
    path("readyz", public(pages.readyz), name="readyz"),
    path("", include("heedful.interfaces.web.account_urls")),
    path("api/v1/", include("heedful.interfaces.api.urls")),
    path("api/", public(pages.api_page), name="api"),
]
for door, prefix in {
    "respond": "r/",
    "desk": "desk/",
    "manage": "manage/",
    "explain": "explain/",
    "insight": "insight/",
    "ideas": "ideas/",
    "colleagues": "colleagues/",
    "board": "board/",
    "admin": "settings/",
}.items():
    urlpatterns.append(path(prefix, include(f"heedful.interfaces.web.{door}.urls")))
