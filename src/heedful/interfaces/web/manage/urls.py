"""Pages of team leaders and CX leaders: home, feedback, customers, surveys, service standards."""

from django.urls import path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import page
from heedful.interfaces.web.manage import (
    customers,
    discretion,
    feedback,
    home,
    problem_acts,
    problems,
    standards,
    surveys,
)

app_name = "manage"
urlpatterns = [
    path("", page(home.home, Permission.SEE_METRICS), name="home"),
    path("feedback/", page(feedback.inbox, Permission.SEE_FEEDBACK), name="feedback"),
    path("feedback/note/", page(feedback.note, Permission.RECORD_FEEDBACK), name="feedback_note"),
    path("feedback/<uuid:submission_id>/", page(feedback.one, Permission.SEE_FEEDBACK), name="submission"),
    path("problems/", page(problems.everything, Permission.SEE_PROBLEMS), name="problems"),
    path("problems/new/", page(problems.new, Permission.WORK_PROBLEMS), name="problem_new"),
    path("problems/<uuid:problem_id>/", page(problems.one, Permission.SEE_PROBLEMS), name="problem"),
    path("problems/<uuid:problem_id>/rows/", page(problems.rows, Permission.SEE_PROBLEMS), name="problem_rows"),
    path(
        "problems/<uuid:problem_id>/<slug:what>/",
        page(problem_acts.act, Permission.WORK_PROBLEMS, Permission.SIGN_VERDICTS),
        name="problem_act",
    ),
    path("discretion/", page(discretion.everything, Permission.APPROVE_EXEMPTIONS), name="discretion"),
    path("discretion/grant/", page(discretion.grant, Permission.GRANT_DISCRETION), name="discretion_grant"),
    path(
        "discretion/grants/<uuid:grant_id>/end/", page(discretion.end, Permission.GRANT_DISCRETION), name="grant_stop"
    ),
    path(
        "discretion/<uuid:exemption_id>/",
        page(discretion.decide, Permission.APPROVE_EXEMPTIONS),
        name="discretion_decide",
    ),
    path("customers/", page(customers.book, Permission.SEE_CUSTOMERS), name="customers"),
    path("customers/<uuid:account_id>/", page(customers.one, Permission.SEE_CUSTOMERS), name="customer"),
    path("surveys/", page(surveys.everything, Permission.SEE_SURVEYS), name="surveys"),
    path("surveys/new/", page(surveys.new, Permission.AUTHOR_SURVEYS), name="survey_new"),
    path("surveys/<uuid:survey_id>/", page(surveys.one, Permission.SEE_SURVEYS), name="survey"),
    path("surveys/<uuid:survey_id>/draft/", page(surveys.draft, Permission.AUTHOR_SURVEYS), name="survey_draft"),
    path("surveys/<uuid:survey_id>/move/", page(surveys.move, Permission.PUBLISH_SURVEYS), name="survey_move"),
    path(
        "surveys/<uuid:survey_id>/<int:number>/survey.json",
        page(surveys.document, Permission.SEE_SURVEYS),
        name="document",
    ),
    path("standards/", page(standards.everything, Permission.SET_STANDARDS), name="standards"),
    path("standards/publish/", page(standards.publish, Permission.SET_STANDARDS), name="standard_publish"),
]
