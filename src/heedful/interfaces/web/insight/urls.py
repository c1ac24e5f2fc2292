"""The analyst's pages."""

from django.urls import path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import page
from heedful.interfaces.web.insight import (
    aftermath,
    bias,
    circulation,
    dashboards,
    drivers,
    effort,
    figures,
    frames,
    gaming,
    kpis,
    rows,
    silence,
    themes,
    worth,
)

app_name = "insight"
urlpatterns = [
    path("", page(figures.home, Permission.SEE_METRICS), name="home"),
    path("definitions/", page(figures.definitions, Permission.SEE_METRICS), name="definitions"),
    path("worth/", page(worth.promises, Permission.SEE_REVENUE, company=True), name="worth"),
    path("dashboards/", page(dashboards.everything, Permission.SEE_METRICS), name="dashboards"),
    path("dashboards/add/", page(dashboards.add, Permission.SEE_METRICS), name="dashboard_add"),
    path("dashboards/<uuid:dashboard_id>/", page(dashboards.one, Permission.SEE_METRICS), name="dashboard"),
    path(
        "dashboards/<uuid:dashboard_id>/step/", page(dashboards.change, Permission.SEE_METRICS), name="dashboard_step"
    ),
    path(
        "dashboards/<uuid:dashboard_id>/file/", page(dashboards.export, Permission.SEE_METRICS), name="dashboard_file"
    ),
    path("circulation/", page(circulation.everything, Permission.SEE_FEEDBACK), name="circulation"),
    path("aftermath/", page(aftermath.aftermath, Permission.SEE_METRICS, company=True), name="aftermath"),
    path("communication-effort/", page(effort.communication_effort, Permission.SEE_METRICS), name="effort"),
    path("gaming/", page(gaming.watch, Permission.SEE_METRICS, company=True), name="gaming"),
    path("bias/", page(bias.panel, Permission.SEE_METRICS, company=True), name="bias"),
    path("silence/", page(silence.everything, Permission.SEE_REVENUE), name="silence"),
    path("kpis/", page(kpis.everything, Permission.SEE_REVENUE, company=True), name="kpis"),
    path("kpis/keep/", page(kpis.keep, Permission.KEEP_KPIS, company=True), name="kpi_keep"),
    path("kpis/readings/", page(kpis.readings, Permission.KEEP_KPIS, company=True), name="kpi_readings"),
    path("kpis/drop/", page(kpis.drop, Permission.KEEP_KPIS, company=True), name="kpi_drop"),
    path("themes/", page(themes.everything, Permission.SEE_FEEDBACK), name="themes"),
    path("themes/say/", page(themes.say, Permission.KEEP_THEMES), name="theme_say"),
    path("themes/audit/", page(themes.audit, Permission.KEEP_THEMES, company=True), name="theme_audit"),
    path("themes/audit/draw/", page(themes.draw, Permission.KEEP_THEMES, company=True), name="theme_draw"),
    path("themes/frames/", page(frames.tree, Permission.KEEP_THEMES, company=True), name="theme_frames"),
    path("themes/frames/<slug:what>/", page(frames.act, Permission.KEEP_THEMES, company=True), name="theme_act"),
    path("themes/of/<uuid:theme_id>/", page(frames.one, Permission.KEEP_THEMES, company=True), name="theme_one"),
    path(
        "themes/of/<uuid:theme_id>/change/",
        page(frames.change, Permission.KEEP_THEMES, company=True),
        name="theme_change",
    ),
    path("themes/<str:key>/comments/", page(themes.comments, Permission.SEE_FEEDBACK), name="theme_comments"),
    path("<slug:name>/", page(figures.metric, Permission.SEE_METRICS), name="metric"),
    path("<slug:name>/drivers/", page(drivers.drivers, Permission.SEE_METRICS), name="drivers"),
    path("<slug:name>/rows/", page(rows.rows, Permission.SEE_METRICS), name="rows"),
    path("<slug:name>/figures.csv", page(figures.export, Permission.EXPORT_DATA), name="export"),
]
