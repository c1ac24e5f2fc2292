"""The analyst's pages."""

from django.urls import path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import page
from heedful.interfaces.web.insight import circulation, drivers, figures, rows, worth

app_name = "insight"
urlpatterns = [
    path("", page(figures.home, Permission.SEE_METRICS), name="home"),
    path("definitions/", page(figures.definitions, Permission.SEE_METRICS), name="definitions"),
    path("worth/", page(worth.promises, Permission.SEE_REVENUE, company=True), name="worth"),
    path("circulation/", page(circulation.everything, Permission.SEE_FEEDBACK), name="circulation"),
    path("<slug:name>/", page(figures.metric, Permission.SEE_METRICS), name="metric"),
    path("<slug:name>/drivers/", page(drivers.drivers, Permission.SEE_METRICS), name="drivers"),
    path("<slug:name>/rows/", page(rows.rows, Permission.SEE_METRICS), name="rows"),
    path("<slug:name>/figures.csv", page(figures.export, Permission.EXPORT_DATA), name="export"),
]
