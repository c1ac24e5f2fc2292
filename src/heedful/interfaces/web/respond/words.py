"""The words of the customer's pages in the languages they are offered in; questions bring their own texts."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml
from django.http import HttpRequest
from django.utils.translation import get_language_from_request

NAMES = {"en": "English", "fr": "Français", "sw": "Kiswahili", "de": "Deutsch", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@cache
def _texts(language: str) -> Mapping[str, str]:
    """Read texts/<language>.yaml; English where there is none."""
    file = files("heedful.interfaces.web.respond").joinpath("texts", f"{language}.yaml")
    if language not in NAMES or not file.is_file():
        return _texts("en")
    found: dict[str, str] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def words(language: str) -> Mapping[str, str]:
    """Return the words in this language, English where it is not offered."""
    return _texts(language.partition("-")[0])


def direction(language: str) -> str:
    """Return the direction of writing."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def name_of(language: str) -> str:
    """Return a language's own name."""
    return NAMES.get(language, language)


def preferred(request: HttpRequest, offered: tuple[str, ...], kept: str = "") -> str:
    """Return the language to show: asked for in the request, else kept with the link, else the browser's."""
    asked = (
        request.POST.get("language")
        or request.POST.get("shown_in")
        or request.GET.get("lang")
        or kept
        or get_language_from_request(request)
    )
    return asked if asked in offered else offered[0]
