"""Pages of team leaders and CX leaders: home, feedback, customers, surveys, service standards."""

from django.urls import path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import View, page
from heedful.interfaces.web.manage import customers, feedback, home, imports, standards, surveys

app_name = "manage"


def _importing(view: View) -> View:
    return page(view, Permission.IMPORT_DATA, company=True)


urlpatterns = [
    path("", page(home.home, Permission.SEE_METRICS), name="home"),
    path("feedback/", page(feedback.inbox, Permission.SEE_FEEDBACK), name="feedback"),
    path("feedback/note/", page(feedback.note, Permission.RECORD_FEEDBACK), name="feedback_note"),
    path("feedback/<uuid:submission_id>/", page(feedback.one, Permission.SEE_FEEDBACK), name="submission"),
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
    path("imports/", _importing(imports.everything), name="imports"),
    path("imports/<uuid:import_id>/", _importing(imports.one), name="import"),
    path("imports/<uuid:import_id>/mapping/", _importing(imports.say), name="import_say"),
    path("imports/<uuid:import_id>/start/", _importing(imports.start), name="import_start"),
    path("imports/<uuid:import_id>/refused.csv", _importing(imports.refused_rows), name="import_refused"),
    path("standards/", page(standards.everything, Permission.SET_STANDARDS), name="standards"),
    path("standards/publish/", page(standards.publish, Permission.SET_STANDARDS), name="standard_publish"),
]
