"""The WSGI application that granian serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heedful.config.settings")
application = get_wsgi_application()

if settings.HEEDFUL_JOBS == "thread":
    from heedful.interfaces.jobs.thread import start

    start()
