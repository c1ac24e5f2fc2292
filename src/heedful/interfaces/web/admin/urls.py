"""The administrator's pages."""

from django.urls import path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import page
from heedful.interfaces.web.admin import health, jobs, keys, people, trail, units, webhooks, who

app_name = "settings"
urlpatterns = [
    path("", page(health.home, Permission.ADMINISTER, Permission.OPERATE), name="home"),
    path("units/", page(units.tree, Permission.ADMINISTER), name="units"),
    path("units/add/", page(units.add, Permission.ADMINISTER), name="unit_add"),
    path("units/<uuid:unit_id>/", page(units.change, Permission.ADMINISTER), name="unit"),
    path("people/", page(people.everybody, Permission.ADMINISTER), name="people"),
    path("people/add/", page(people.add, Permission.ADMINISTER), name="person_add"),
    path("people/<uuid:person_id>/", page(people.one, Permission.ADMINISTER), name="person"),
    path("people/<uuid:person_id>/grant/", page(people.grant, Permission.ADMINISTER), name="grant"),
    path("people/<uuid:person_id>/end/", page(people.end, Permission.ADMINISTER), name="grant_end"),
    path("who/", page(who.matrix, Permission.ADMINISTER), name="who"),
    path("keys/", page(keys.everything, Permission.ISSUE_KEYS), name="keys"),
    path("keys/issue/", page(keys.issue, Permission.ISSUE_KEYS), name="key_issue"),
    path("keys/<uuid:key_id>/revoke/", page(keys.revoke, Permission.ISSUE_KEYS), name="key_revoke"),
    path("webhooks/", page(webhooks.everything, Permission.ADMINISTER, company=True), name="webhooks"),
    path("webhooks/add/", page(webhooks.add, Permission.ADMINISTER, company=True), name="webhook_add"),
    path("webhooks/<uuid:endpoint_id>/", page(webhooks.one, Permission.ADMINISTER, company=True), name="webhook"),
    path(
        "webhooks/<uuid:endpoint_id>/step/",
        page(webhooks.step, Permission.ADMINISTER, company=True),
        name="webhook_step",
    ),
    path("jobs/", page(jobs.everything, Permission.OPERATE, company=True), name="jobs"),
    path("jobs/<uuid:job_id>/replay/", page(jobs.replay, Permission.OPERATE, company=True), name="job_replay"),
    path("audit/", page(trail.search, Permission.SEE_AUDIT, company=True), name="audit"),
    path("audit/verify/", page(trail.verify, Permission.SEE_AUDIT, company=True), name="audit_verify"),
]
