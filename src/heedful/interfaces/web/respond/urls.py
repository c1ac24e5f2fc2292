"""Addresses of the customer's pages; all public, none needs an account."""

from django.urls import path, re_path

from heedful.interfaces.web.access import public
from heedful.interfaces.web.respond import feedback, status, survey, told

app_name = "respond"

LINK = r"(?P<token>[A-Za-z0-9_-]{8,128})"

urlpatterns = [
    path("feedback/", public(feedback.feedback), name="feedback"),
    path("feedback/thanks/", public(feedback.feedback_thanks), name="feedback_thanks"),
    path("thanks/<uuid:version_id>/", public(survey.thanks), name="thanks"),
    re_path(r"^case/(?P<token>[0-9a-f]{64})/$", public(status.status), name="status"),
    path("s/<slug:code>/", public(survey.open_survey), name="open"),
    re_path(rf"^told/{LINK}/$", public(told.told), name="told"),
    re_path(rf"^{LINK}/unsubscribe/$", public(feedback.unsubscribe), name="unsubscribe"),
    re_path(rf"^{LINK}/$", public(survey.invited), name="survey"),
]
