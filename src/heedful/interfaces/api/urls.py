"""The REST API: OpenAPI at /api/v1/openapi.json, a readable page at /api/v1/docs."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from heedful import __version__
from heedful.foundation.errors import Conflict, Denied, NotFound, Refused
from heedful.interfaces.api.problems import of_refusal, of_validation, problem
from heedful.interfaces.api.repeats import once
from heedful.interfaces.api.sign_in import KeyOrSession
from heedful.interfaces.api.v1 import (
    announcements,
    bias,
    campaigns,
    cards,
    cases,
    circulation,
    coaching,
    colleagues,
    contacting,
    contradictions,
    customers,
    dashboards,
    decisions,
    discretion,
    failures,
    feedback,
    gaming,
    guidance,
    hand_overs,
    ideas,
    imports,
    journeys,
    kpis,
    mails,
    metrics,
    organisation,
    periods,
    portfolio,
    problems,
    promises,
    reports,
    resolutions,
    silence,
    surveys,
    themes,
    walks,
    webhooks,
)

api = NinjaAPI(
    title="Heedful",
    version=__version__,
    description="Every operation of the pages. Sign in with `Authorization: Bearer hdf_...`. A write with the header"
    " `Idempotency-Key` may be sent again within a day: it has one effect and one answer.",
    auth=KeyOrSession(),
    urls_namespace="api",
    docs_url=None,
)
api.add_decorator(once, mode="view")
for prefix, area in {
    "cases": cases,
    "hand-overs": hand_overs,
    "problems": problems,
    "promises": promises,
    "reports": reports,
    "discretion": discretion,
    "feedback": feedback,
    "imports": imports,
    "surveys": surveys,
    "metrics": metrics,
    "kpis": kpis,
    "dashboards": dashboards,
    "gaming": gaming,
    "bias": bias,
    "silence": silence,
    "customers": customers,
    "contacting": contacting,
    "portfolio": portfolio,
    "journeys": journeys,
    "guidance": guidance,
    "organisation": organisation,
    "periods": periods,
    "resolutions": resolutions,
    "decisions": decisions,
    "announcements": announcements,
    "campaigns": campaigns,
    "failures": failures,
    "cards": cards,
    "contradictions": contradictions,
    "colleagues": colleagues,
    "coaching": coaching,
    "circulation": circulation,
    "mails": mails,
    "themes": themes,
    "ideas": ideas,
    "walks": walks,
    "webhooks": webhooks,
}.items():
    api.add_router(f"/{prefix}", area.router, tags=[prefix])


@api.exception_handler(Refused)
def refused(_request: HttpRequest, error: Refused) -> HttpResponse:
    """Answer a refusal as problem+json."""
    status = {NotFound: 404, Denied: 403, Conflict: 409}.get(type(error), 422)
    for kind, code in ((NotFound, 404), (Denied, 403), (Conflict, 409)):
        if isinstance(error, kind):
            status = code
    return of_refusal(error, status)


@api.exception_handler(HttpError)
def wrong(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what the framework refuses (no key, a body that is no JSON) as problem+json."""
    return problem(error.status_code, str(error))


@api.exception_handler(ValidationError)
def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Answer a malformed body as problem+json that names each field."""
    return of_validation(error)


urlpatterns = [path("", api.urls)]
