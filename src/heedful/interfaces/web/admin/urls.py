"""The administrator's pages."""

from django.urls import path

from heedful.foundation.access import Permission as P
from heedful.interfaces.web.access import page
from heedful.interfaces.web.admin import health, jobs, keys, people, trail, units, who

app_name = "settings"
urlpatterns = [
    path("", page(health.home, P.ADMINISTER, P.OPERATE), name="home"),
    path("units/", page(units.tree, P.ADMINISTER), name="units"),
    path("units/add/", page(units.add, P.ADMINISTER), name="unit_add"),
    path("units/<uuid:unit_id>/", page(units.change, P.ADMINISTER), name="unit"),
    path("people/", page(people.everybody, P.ADMINISTER), name="people"),
    path("people/add/", page(people.add, P.ADMINISTER), name="person_add"),
    path("people/<uuid:person_id>/", page(people.one, P.ADMINISTER), name="person"),
    path("people/<uuid:person_id>/grant/", page(people.grant, P.ADMINISTER), name="grant"),
    path("people/<uuid:person_id>/end/", page(people.end, P.ADMINISTER), name="grant_end"),
    path("who/", page(who.matrix, P.ADMINISTER), name="who"),
    path("keys/", page(keys.everything, P.ADMINISTER), name="keys"),
    path("keys/issue/", page(keys.issue, P.ADMINISTER), name="key_issue"),
    path("keys/<uuid:key_id>/revoke/", page(keys.revoke, P.ADMINISTER), name="key_revoke"),
    path("jobs/", page(jobs.everything, P.OPERATE), name="jobs"),
    path("jobs/<uuid:job_id>/replay/", page(jobs.replay, P.OPERATE), name="job_replay"),
    path("audit/", page(trail.search, P.SEE_AUDIT), name="audit"),
    path("audit/verify/", page(trail.verify, P.SEE_AUDIT), name="audit_verify"),
]
