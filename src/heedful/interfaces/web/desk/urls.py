"""Addresses of the frontline's pages."""

from django.urls import path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import page, staff
from heedful.interfaces.web.desk import acts, between, card, case, home, new, problem, queue

app_name = "desk"

urlpatterns = [
    path("", page(home.home, Permission.SEE_CASES), name="home"),
    path("notices/", staff(home.notices), name="notices"),
    path("card/", page(card.card, Permission.WORK_CASES), name="card"),
    path("owed/", page(problem.owed, Permission.DO_WHAT_IS_OWED), name="owed"),
    path("owed/<uuid:action_id>/", page(problem.finish, Permission.DO_WHAT_IS_OWED), name="owed_finish"),
    path("handovers/", page(between.between, Permission.WORK_CASES), name="between"),
    path("handovers/<uuid:hand_over_id>/", page(between.move, Permission.WORK_CASES), name="between_move"),
    path("cases/", page(queue.cases, Permission.SEE_CASES), name="cases"),
    path("cases.csv", page(queue.export, Permission.EXPORT_DATA), name="export"),
    path("cases/assign/", page(queue.assign, Permission.WORK_CASES), name="assign"),
    path("cases/new/", page(new.new, Permission.WORK_CASES), name="new"),
    path("cases/<uuid:case_id>/", page(case.case, Permission.SEE_CASES), name="case"),
    path("cases/<uuid:case_id>/record.json", page(case.record, Permission.EXPORT_DATA), name="record"),
    path("cases/<uuid:case_id>/letters/<slug:kind>.pdf", page(case.letter, Permission.WORK_CASES), name="letter"),
    path("cases/<uuid:case_id>/files/<uuid:attachment_id>/", page(case.file, Permission.SEE_CASES), name="file"),
    path("cases/<uuid:case_id>/problem/", page(problem.link, Permission.WORK_CASES), name="link"),
    path("cases/<uuid:case_id>/coding/", page(problem.code, Permission.WORK_CASES), name="code"),
    path("cases/<uuid:case_id>/<slug:what>/", page(acts.act, Permission.WORK_CASES), name="act"),
]
