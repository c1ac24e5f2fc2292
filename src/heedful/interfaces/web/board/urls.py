"""The board's pages and the close of periods."""

from django.urls import path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import page
from heedful.interfaces.web.board import closing, packs, resolutions

app_name = "board"
urlpatterns = [
    path("", page(packs.home, Permission.SEE_BOARD_PACK, company=True), name="home"),
    path("<uuid:period_id>/", page(packs.pack, Permission.SEE_BOARD_PACK, company=True), name="pack"),
    path("<uuid:period_id>/sign/", page(packs.sign, Permission.SIGN_PERIOD, company=True), name="sign"),
    path(
        "<uuid:period_id>/<int:edition>/<str:name>",
        page(packs.file, Permission.SEE_BOARD_PACK, company=True),
        name="file",
    ),
    path("decisions/", page(resolutions.everything, Permission.SEE_BOARD_PACK, company=True), name="resolutions"),
    path("decisions/add/", page(resolutions.add, Permission.KEEP_RESOLUTIONS, company=True), name="resolution_add"),
    path("decisions/<int:number>/", page(resolutions.one, Permission.SEE_BOARD_PACK, company=True), name="resolution"),
    path(
        "decisions/<int:number>/<str:verb>/",
        page(resolutions.step, Permission.KEEP_RESOLUTIONS, company=True),
        name="resolution_step",
    ),
    path("close/", page(closing.home, Permission.CLOSE_PERIOD, company=True), name="close"),
    path("close/open/", page(closing.open_books, Permission.CLOSE_PERIOD, company=True), name="open"),
    path("close/<uuid:period_id>/", page(closing.period, Permission.CLOSE_PERIOD, company=True), name="period"),
    path("close/<uuid:period_id>/step/", page(closing.act, Permission.CLOSE_PERIOD, company=True), name="step"),
]
