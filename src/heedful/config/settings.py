"""Settings. Everything an installation may change is an environment variable named in docs/reference/settings.md."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF

from heedful.config.logging import LOGGING as LOGGING
from heedful.config.sign_in import *  # noqa: F403  # settings are read by their names

PACKAGE = Path(__file__).resolve().parent.parent


def _env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def _list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in _env(name, default).split(",") if part.strip()]


def _secret_key(home: Path) -> str:
    if key := _env("HEEDFUL_SECRET_KEY"):
        return key
    kept = home / "secret_key"
    if not kept.exists():
        home.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))
    return kept.read_text()


HEEDFUL_VAR = Path(_env("HEEDFUL_VAR", "var")).resolve()
"""Where the installation keeps its files: the embedded database, the warehouse, packs, anchors."""

HEEDFUL_JOBS = _env("HEEDFUL_JOBS", "thread")
"""Who does the jobs: `inline` (whoever asks), `thread` (one inside the web process) or `db` (`heedful worker`)."""

HEEDFUL_DEMO = _env("HEEDFUL_DEMO") == "1"
"""The demonstration company: the log-in page offers its roles without a password."""

HEEDFUL_BASE_URL = _env("HEEDFUL_BASE_URL", "http://127.0.0.1:8000")
HEEDFUL_ORGANISATION = _env("HEEDFUL_ORGANISATION", "Kilima Parcels" if HEEDFUL_DEMO else "Heedful")
HEEDFUL_OUTSIDE_ROUTE = _env("HEEDFUL_OUTSIDE_ROUTE", "")
"""Whom a customer may turn to after our final response, and how; without it no final response can be written."""

HEEDFUL_MAILBOXES = _env("HEEDFUL_MAILBOXES").split()
"""Mailboxes to read, parted by spaces: imaps://user:password@host/INBOX?address=care@example.org&kind=complaint&unit=HQ"""

HEEDFUL_MAIL_TRUSTED = _env("HEEDFUL_MAIL_TRUSTED")
"""The name under which our own mail server writes Authentication-Results; a sender it calls forged is kept apart."""

HEEDFUL_REPLY_TO = _env("HEEDFUL_REPLY_TO")
"""A mailbox of ours that takes subaddresses (care+anything@example.org): answers then find their case by address."""

HEEDFUL_OUTBOUND_ALLOW = [each.lower() for each in _list("HEEDFUL_OUTBOUND_ALLOW")]
"""Receivers inside the house that may be called, as host:port; all others must be on the open internet."""

HEEDFUL_OPEN_ANSWERS = int(_env("HEEDFUL_OPEN_ANSWERS", "20"))
"""How many answers an hour from one source to one open survey count; more are kept as suspect. 0 switches it off."""

HEEDFUL_KEEP_PEOPLE_MONTHS = int(_env("HEEDFUL_KEEP_PEOPLE_MONTHS", "0"))
"""After how many months without money, word or case a person is erased. 0 keeps everybody."""

SECRET_KEY = _secret_key(HEEDFUL_VAR)
DEBUG = False
SECURE = HEEDFUL_BASE_URL.startswith("https://")
ALLOWED_HOSTS = _list("HEEDFUL_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [HEEDFUL_BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "heedful.foundation.audit",
    "heedful.foundation.erasures",
    "heedful.foundation.jobs",
    "heedful.foundation.limits",
    "heedful.foundation.notify",
    "heedful.foundation.repeats",
    "heedful.foundation.webhooks",
    "heedful.warehouse",
    "heedful.domain.organisation",
    "heedful.domain.customers",
    "heedful.domain.contacting",
    "heedful.domain.journeys",
    "heedful.domain.surveys",
    "heedful.domain.strategy",
    "heedful.domain.feedback",
    "heedful.domain.communication",
    "heedful.domain.themes",
    "heedful.domain.guidance",
    "heedful.domain.cases",
    "heedful.domain.correspondence",
    "heedful.domain.failures",
    "heedful.domain.portfolio",
    "heedful.domain.problems",
    "heedful.domain.employees",
    "heedful.domain.innovation",
    "heedful.domain.followthrough",
    "heedful.domain.circulation",
    "heedful.domain.measurement",
    "heedful.interfaces",
]
MIDDLEWARE = [
    "heedful.interfaces.web.middleware.Unavailable",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "heedful.interfaces.web.middleware.WhoAsks",
    "heedful.interfaces.web.middleware.Refusals",
]

ROOT_URLCONF = "heedful.config.urls"
WSGI_APPLICATION = "heedful.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((PACKAGE / "interfaces" / "web").glob("**/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "heedful.interfaces.web.context.page",
            ],
            "builtins": [
                "django.templatetags.static",
                "heedful.interfaces.web.templatetags.heedful_web",
                "heedful.interfaces.web.templatetags.heedful_figures",
                "heedful.interfaces.web.templatetags.heedful_journeys",
                "heedful.interfaces.web.templatetags.heedful_portfolio",
            ],
        },
    }
]

_SQLITE = {
    "ENGINE": "heedful.config.sqlite",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000",
    },
}
_given = dj_database_url.parse(
    _env("DATABASE_URL") or f"sqlite:///{HEEDFUL_VAR / 'heedful.sqlite3'}", conn_max_age=None
)
DATABASES = {
    "default": {**_given, **(_SQLITE if "sqlite" in str(_given["ENGINE"]) else {}), "CONN_HEALTH_CHECKS": True}
}
_test = f"test_heedful_{os.getpid()}"
DATABASES["default"]["TEST"] = {
    "NAME": str(HEEDFUL_VAR / f"{_test}.sqlite3") if "sqlite" in str(_given["ENGINE"]) else _test
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "heedful_cache"}}
"""Log-in limits count in the database: the same for every process, no second service."""

SESSION_COOKIE_NAME = "__Host-heedful" if SECURE else "heedful"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
HEEDFUL_BEHIND_PROXY = _env("HEEDFUL_BEHIND_PROXY") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HEEDFUL_BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("sw", "Kiswahili"), ("de", "Deutsch"), ("ar", "العربية")]
USE_TZ = True
TIME_ZONE = _env("HEEDFUL_TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATIC_ROOT = HEEDFUL_VAR / "static"
STATICFILES_DIRS = [
    *sorted((PACKAGE / "interfaces" / "web").glob("**/static")),
    ("charts", PACKAGE / "rendering" / "charts" / "vendor"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "heedful.interfaces.web.static_files.Packed"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

EMAIL_BACKEND = f"django.core.mail.backends.{'filebased' if HEEDFUL_DEMO else 'smtp'}.EmailBackend"
EMAIL_FILE_PATH = HEEDFUL_VAR / "mail"
EMAIL_HOST = _env("HEEDFUL_SMTP_HOST", "localhost")
EMAIL_PORT = int(_env("HEEDFUL_SMTP_PORT", "25"))
EMAIL_HOST_USER = _env("HEEDFUL_SMTP_USER")
EMAIL_HOST_PASSWORD = _env("HEEDFUL_SMTP_PASSWORD")
EMAIL_USE_TLS = _env("HEEDFUL_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _env("HEEDFUL_MAIL_FROM", "heedful@localhost")
