from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "heedful.foundation.jobs"
    label = "jobs"
