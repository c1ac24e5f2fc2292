"""Pages that explain: to read, questions, announcements and their cascade, decisions, directions, campaigns."""

from django.urls import path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import page, staff
from heedful.interfaces.web.explain import (
    announcements,
    campaigns,
    cards,
    conflicts,
    contradictions,
    decisions,
    directions,
    editor,
    guidance,
    read,
    supervisor,
    trace,
)

app_name = "explain"
urlpatterns = [
    path("read/", staff(read.everything), name="read"),
    path("read/<uuid:node_id>/", staff(read.one), name="item"),
    path("read/<uuid:node_id>/<slug:what>/", staff(read.act), name="act"),
    path("read/questions/", staff(read.questions), name="questions"),
    path("read/questions/<uuid:question_id>/", staff(read.answer), name="answer"),
    path("announcements/", page(announcements.everything, Permission.SEE_CASCADE), name="announcements"),
    path("announcements/new/", page(announcements.new, Permission.AUTHOR_ANNOUNCEMENTS), name="announcement_new"),
    path("announcements/<uuid:announcement_id>/", page(announcements.one, Permission.SEE_CASCADE), name="announcement"),
    path(
        "announcements/<uuid:announcement_id>/write/",
        page(editor.write, Permission.AUTHOR_ANNOUNCEMENTS),
        name="write",
    ),
    path(
        "announcements/<uuid:announcement_id>/step/",
        page(announcements.step, Permission.AUTHOR_ANNOUNCEMENTS),
        name="step",
    ),
    path(
        "announcements/<uuid:announcement_id>/proof.csv",
        page(announcements.proof, Permission.SEE_CASCADE),
        name="proof",
    ),
    path("answers/", staff(cards.everything), name="cards"),
    path("answers/draft/", page(cards.draft, Permission.AUTHOR_ANNOUNCEMENTS, company=True), name="card_draft"),
    path(
        "answers/<uuid:card_id>/<slug:what>/",
        page(cards.step, Permission.AUTHOR_ANNOUNCEMENTS, company=True),
        name="card_step",
    ),
    path("guidance/", page(guidance.everything, Permission.SEE_GUIDANCE), name="guidance"),
    path("guidance/bind/", page(guidance.bind, Permission.AUTHOR_ANNOUNCEMENTS), name="guidance_bind"),
    path("guidance/<uuid:guidance_id>/", page(guidance.one, Permission.SEE_GUIDANCE), name="guidance_one"),
    path("guidance/channels/", page(guidance.channels, Permission.SEE_JOURNEYS), name="channels"),
    path(
        "guidance/responsibilities/", page(guidance.responsibilities, Permission.SEE_JOURNEYS), name="responsibilities"
    ),
    path("guidance/state/<slug:what>/", page(guidance.state, Permission.EDIT_JOURNEYS), name="guidance_state"),
    path("supervisor/", page(supervisor.everything, Permission.SEE_CASES), name="supervisor"),
    path("supervisor/<uuid:case_id>/", page(supervisor.record, Permission.WORK_CASES), name="supervisor_record"),
    path(
        "contradictions/", page(contradictions.everything, Permission.SEE_CASCADE, company=True), name="contradictions"
    ),
    path(
        "contradictions/check/",
        page(contradictions.check, Permission.AUTHOR_ANNOUNCEMENTS, company=True),
        name="contradictions_check",
    ),
    path(
        "contradictions/<uuid:contradiction_id>/rule/",
        page(contradictions.rule, Permission.RELEASE_ANNOUNCEMENTS, company=True),
        name="contradiction_rule",
    ),
    path("trace/<uuid:case_id>/", page(trace.one, Permission.SEE_CASCADE), name="trace"),
    path(
        "trace/<uuid:case_id>/<slug:what>/",
        page(trace.act, Permission.WORK_CASES, Permission.JUDGE_FAILURES),
        name="trace_act",
    ),
    path("decisions/", page(decisions.everything, Permission.SEE_DECISIONS), name="decisions"),
    path("decisions/new/", page(decisions.new, Permission.RECORD_DECISIONS), name="decision_new"),
    path("decisions/burden/", page(decisions.burden, Permission.SEE_DECISIONS), name="burden"),
    path("decisions/<uuid:decision_id>/", page(decisions.one, Permission.SEE_DECISIONS), name="decision"),
    path(
        "decisions/<uuid:decision_id>/<slug:what>/",
        page(decisions.step, Permission.RECORD_DECISIONS, Permission.APPROVE_DECISIONS),
        name="decision_step",
    ),
    path("decisions/conflicts/", page(conflicts.everything, Permission.SEE_DECISIONS, company=True), name="conflicts"),
    path(
        "decisions/conflicts/<slug:what>/",
        page(conflicts.step, Permission.RECORD_DECISIONS, company=True),
        name="conflict_step",
    ),
    path("decisions/directions/", page(directions.everything, Permission.SEE_DECISIONS), name="directions"),
    path(
        "decisions/directions/<slug:what>/",
        page(directions.step, Permission.RECORD_DECISIONS, company=True),
        name="direction_step",
    ),
    path("campaigns/", page(campaigns.everything, Permission.SEE_CASCADE), name="campaigns"),
    path("campaigns/new/", page(campaigns.new, Permission.LAUNCH_CAMPAIGNS), name="campaign_new"),
    path("campaigns/<uuid:campaign_id>/", page(campaigns.one, Permission.SEE_CASCADE), name="campaign"),
    path(
        "campaigns/<uuid:campaign_id>/<slug:what>/",
        page(campaigns.step, Permission.LAUNCH_CAMPAIGNS, Permission.OVERRIDE_READINESS),
        name="campaign_step",
    ),
]
