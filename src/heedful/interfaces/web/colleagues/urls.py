"""Pages about colleagues: what everybody has, what leaders and the board see."""

from django.urls import path, re_path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import page, public, staff
from heedful.interfaces.web.colleagues import coaching, digest, leaders, praise, pulses, time, training

app_name = "colleagues"

SIGNED = r"(?P<token>[0-9a-f-]{36}\.[A-Za-z0-9_-]{20,100})"

urlpatterns = [
    path("pulses/", staff(pulses.everything), name="pulses"),
    path("pulses/open/", page(pulses.open_one, Permission.RUN_PULSES), name="pulse_open"),
    path("pulses/<uuid:pulse_id>/", page(pulses.one, Permission.SEE_PULSES), name="pulse"),
    path("pulses/<uuid:pulse_id>/answer/", staff(pulses.answer), name="pulse_answer"),
    path("pulses/<uuid:pulse_id>/close/", page(pulses.close, Permission.RUN_PULSES), name="pulse_close"),
    path("link/", page(pulses.link, Permission.SEE_PULSES, company=True), name="link"),
    path("time/", staff(time.own), name="time"),
    path("time/<slug:what>/", staff(time.step), name="time_step"),
    path("leaders/", page(leaders.everything, Permission.SEE_LEADERS_TIME), name="leaders"),
    path("leaders/count/", page(leaders.count, Permission.SET_ROSTER), name="leader_count"),
    path("digest/", staff(digest.own), name="digest"),
    path("digest/hour/", staff(digest.choose), name="digest_choose"),
    re_path(rf"^digest/{SIGNED}/$", public(digest.by_link), name="digest_link"),
    re_path(rf"^digest/{SIGNED}/off/$", public(digest.off), name="digest_off"),
    path("praise/", staff(praise.everything), name="praise"),
    path("praise/<uuid:submission_id>/name/", page(praise.name, Permission.COACH), name="praise_name"),
    path("coaching/", staff(coaching.everything), name="coaching"),
    path("coaching/effect/", page(coaching.effect, Permission.COACH), name="coaching_effect"),
    path("coaching/new/<uuid:person_id>/", page(coaching.new, Permission.COACH), name="coaching_new"),
    path("coaching/<uuid:plan_id>/", staff(coaching.one), name="coaching_plan"),
    path("coaching/<uuid:plan_id>/<slug:what>/", staff(coaching.step), name="coaching_step"),
    path("training/", page(training.everything, Permission.COACH), name="training"),
    path("training/pass/", page(training.passed, Permission.COACH), name="training_pass"),
]
