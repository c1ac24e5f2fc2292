from django.apps import AppConfig


class FailuresConfig(AppConfig):
    name = "heedful.domain.failures"
    label = "failures"
