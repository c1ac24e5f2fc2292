"""What came of a customer's words, without log-in: the page behind the link of a report back."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from heedful.domain.followthrough import queries
from heedful.interfaces.web.respond.page import page
from heedful.interfaces.web.respond.survey import closed
from heedful.interfaces.web.respond.words import NAMES, preferred


@never_cache
@require_http_methods(["GET", "HEAD"])
def told(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was said and what was done; one page for every link that is not known."""
    found = queries.told(token)
    if found is None:
        return closed(request)
    return page(request, "told", preferred(request, tuple(NAMES)), {"report": found}, offered=tuple(NAMES))
