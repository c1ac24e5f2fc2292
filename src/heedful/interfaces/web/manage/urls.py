"""Pages of team leaders and CX leaders: home, feedback, customers, surveys, service standards."""

from django.urls import path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import View, page
from heedful.interfaces.web.manage import (
    contacting,
    customers,
    discretion,
    exemptions,
    feedback,
    home,
    imports,
    journey_bumps,
    journey_edit,
    journey_standards,
    journeys,
    mail,
    portfolio,
    privacy,
    problem_acts,
    problems,
    promises,
    reports,
    standards,
    steering,
    surveys,
    thresholds,
)

app_name = "manage"


def _importing(view: View) -> View:
    return page(view, Permission.IMPORT_DATA, company=True)


urlpatterns = [
    path("", page(home.home, Permission.SEE_METRICS), name="home"),
    path("feedback/", page(feedback.inbox, Permission.SEE_FEEDBACK), name="feedback"),
    path("feedback/note/", page(feedback.note, Permission.RECORD_FEEDBACK), name="feedback_note"),
    path("feedback/<uuid:submission_id>/", page(feedback.one, Permission.SEE_FEEDBACK), name="submission"),
    path("mail/", page(mail.everything, Permission.SEE_FEEDBACK), name="mail"),
    path("mail/<uuid:mail_id>/", page(mail.one, Permission.SEE_FEEDBACK), name="mail_one"),
    path("mail/<uuid:mail_id>/original.eml", page(mail.original, Permission.SEE_FEEDBACK), name="mail_original"),
    path("mail/<uuid:mail_id>/<slug:what>/", page(mail.act, Permission.RECORD_FEEDBACK), name="mail_act"),
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
    path("discretion/ledger/", page(exemptions.ledger, Permission.APPROVE_EXEMPTIONS), name="exemptions"),
    path("discretion/ledger.csv", page(exemptions.file, Permission.APPROVE_EXEMPTIONS), name="exemptions_file"),
    path(
        "discretion/clauses/<uuid:clause_id>/propose/",
        page(discretion.propose, Permission.APPROVE_EXEMPTIONS),
        name="discretion_propose",
    ),
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
    path(
        "customers/people/<uuid:contact_id>/",
        page(privacy.person, Permission.ERASE_PEOPLE, company=True),
        name="person",
    ),
    path(
        "customers/people/<uuid:contact_id>/file/",
        page(privacy.document, Permission.ERASE_PEOPLE, company=True),
        name="person_file",
    ),
    path(
        "customers/people/<uuid:contact_id>/erase/",
        page(privacy.erase, Permission.ERASE_PEOPLE, company=True),
        name="person_erase",
    ),
    path("customers/<uuid:account_id>/", page(customers.one, Permission.SEE_CUSTOMERS), name="customer"),
    path("contacting/", page(contacting.ledger, Permission.SEE_CUSTOMERS), name="contacting"),
    path("contacting/rules/", page(contacting.rules, Permission.SEE_CUSTOMERS), name="contacting_rules"),
    path(
        "contacting/people/<uuid:contact_id>/",
        page(contacting.person, Permission.SEE_CUSTOMERS),
        name="contacting_person",
    ),
    path(
        "contacting/people/<uuid:contact_id>/<slug:what>/",
        page(contacting.record, Permission.RECORD_FEEDBACK),
        name="contacting_record",
    ),
    path("portfolio/", page(portfolio.quadrant, Permission.SEE_PORTFOLIO), name="portfolio"),
    path("portfolio/focus/", page(portfolio.focus, Permission.SEE_PORTFOLIO), name="portfolio_focus"),
    path("portfolio/warning/", page(portfolio.warning, Permission.SEE_PORTFOLIO), name="portfolio_warning"),
    path("portfolio/moves/", page(portfolio.moves, Permission.SEE_PORTFOLIO), name="portfolio_moves"),
    path("portfolio/thresholds/", page(thresholds.everything, Permission.SEE_PORTFOLIO), name="portfolio_thresholds"),
    path(
        "portfolio/thresholds/save/",
        page(thresholds.save, Permission.SET_THRESHOLDS, company=True),
        name="portfolio_thresholds_save",
    ),
    path(
        "portfolio/customers/<uuid:customer_id>/",
        page(steering.customer, Permission.SEE_PORTFOLIO),
        name="portfolio_customer",
    ),
    path(
        "portfolio/customers/<uuid:customer_id>/potential/",
        page(steering.potential, Permission.STEER_PORTFOLIO),
        name="portfolio_potential",
    ),
    path(
        "portfolio/customers/<uuid:customer_id>/play/",
        page(steering.play, Permission.STEER_PORTFOLIO),
        name="portfolio_play",
    ),
    path(
        "portfolio/customers/<uuid:customer_id>/decision/",
        page(steering.decision, Permission.STEER_PORTFOLIO),
        name="portfolio_decision",
    ),
    path(
        "portfolio/plays/<uuid:play_id>/end/",
        page(steering.play_end, Permission.STEER_PORTFOLIO),
        name="portfolio_play_end",
    ),
    path(
        "portfolio/decisions/<uuid:decision_id>/settle/",
        page(steering.settle, Permission.APPROVE_CUSTOMER_DECISIONS),
        name="portfolio_settle",
    ),
    path(
        "portfolio/decisions/<uuid:decision_id>/review/",
        page(steering.review, Permission.STEER_PORTFOLIO),
        name="portfolio_review",
    ),
    path("surveys/", page(surveys.everything, Permission.SEE_SURVEYS), name="surveys"),
    path("surveys/new/", page(surveys.new, Permission.AUTHOR_SURVEYS), name="survey_new"),
    path("surveys/<uuid:survey_id>/", page(surveys.one, Permission.SEE_SURVEYS), name="survey"),
    path("surveys/<uuid:survey_id>/draft/", page(surveys.draft, Permission.AUTHOR_SURVEYS), name="survey_draft"),
    path("surveys/<uuid:survey_id>/move/", page(surveys.move, Permission.PUBLISH_SURVEYS), name="survey_move"),
    path("surveys/<uuid:survey_id>/invite/", page(surveys.invite, Permission.PUBLISH_SURVEYS), name="survey_invite"),
    path(
        "surveys/<uuid:survey_id>/<int:number>/survey.json",
        page(surveys.document, Permission.SEE_SURVEYS),
        name="document",
    ),
    path("promises/", page(promises.ledger, Permission.SEE_PROMISES), name="promises"),
    path("promises/new/", page(promises.new, Permission.MAKE_PROMISES), name="promise_new"),
    path("promises/<uuid:promise_id>/", page(promises.one, Permission.SEE_PROMISES), name="promise"),
    path("promises/<uuid:promise_id>/settle/", page(promises.settle, Permission.SEE_PROMISES), name="promise_settle"),
    path("reports/", page(reports.everything, Permission.SEE_FEEDBACK), name="reports"),
    path("reports/new/", page(reports.new, Permission.WRITE_REPORTS), name="report_new"),
    path("reports/<uuid:report_id>/", page(reports.one, Permission.SEE_FEEDBACK), name="report"),
    path(
        "reports/<uuid:report_id>/<slug:what>/",
        page(reports.act, Permission.WRITE_REPORTS, Permission.APPROVE_REPORTS),
        name="report_act",
    ),
    path("feedback/<uuid:submission_id>/report/", page(reports.link, Permission.WRITE_REPORTS), name="report_link"),
    path("imports/", _importing(imports.everything), name="imports"),
    path("imports/<uuid:import_id>/", _importing(imports.one), name="import"),
    path("imports/<uuid:import_id>/mapping/", _importing(imports.say), name="import_say"),
    path("imports/<uuid:import_id>/start/", _importing(imports.start), name="import_start"),
    path("imports/<uuid:import_id>/refused.csv", _importing(imports.refused_rows), name="import_refused"),
    path("journeys/", page(journeys.everything, Permission.SEE_JOURNEYS), name="journeys"),
    path("journeys/new/", page(journey_edit.new, Permission.EDIT_JOURNEYS, company=True), name="journey_new"),
    path("journeys/opening/", page(journeys.opening, Permission.SEE_JOURNEYS), name="journey_opening"),
    path("journeys/points/", page(journeys.points, Permission.SEE_REVENUE), name="journey_points"),
    path("journeys/standards/", page(journey_standards.everything, Permission.SEE_JOURNEYS), name="journey_standards"),
    path(
        "journeys/standards/publish/",
        page(journey_standards.publish, Permission.SET_STANDARDS, company=True),
        name="journey_standard_publish",
    ),
    path(
        "journeys/standards/of/<slug:code>/",
        page(journey_standards.one, Permission.SEE_JOURNEYS),
        name="journey_standard",
    ),
    path("journeys/maps/<slug:code>/", page(journeys.one, Permission.SEE_JOURNEYS), name="journey"),
    path(
        "journeys/maps/<slug:code>/scorecard/",
        page(journeys.scorecard, Permission.SEE_JOURNEYS),
        name="journey_scorecard",
    ),
    path(
        "journeys/maps/<slug:code>/versions/<int:n>/",
        page(journeys.version, Permission.SEE_JOURNEYS),
        name="journey_version",
    ),
    path("journeys/maps/<slug:code>/bumps/", page(journey_bumps.one, Permission.SEE_JOURNEYS), name="journey_bumps"),
    path(
        "journeys/maps/<slug:code>/bumps/<slug:what>/",
        page(journey_bumps.act, Permission.EDIT_JOURNEYS, company=True),
        name="journey_bump_act",
    ),
    path("journeys/maps/<slug:code>/journey.yaml", page(journeys.file, Permission.SEE_JOURNEYS), name="journey_file"),
    path(
        "journeys/maps/<slug:code>/edit/",
        page(journey_edit.edit, Permission.EDIT_JOURNEYS, company=True),
        name="journey_edit",
    ),
    path(
        "journeys/maps/<slug:code>/edit/save/",
        page(journey_edit.save, Permission.EDIT_JOURNEYS, company=True),
        name="journey_save",
    ),
    path("standards/", page(standards.everything, Permission.SET_STANDARDS), name="standards"),
    path("standards/set/", page(standards.publish_set, Permission.SET_STANDARDS), name="standard_set"),
    path("standards/publish/", page(standards.publish, Permission.SET_STANDARDS), name="standard_publish"),
]
