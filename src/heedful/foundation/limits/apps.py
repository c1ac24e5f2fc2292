from django.apps import AppConfig


class LimitsConfig(AppConfig):
    name = "heedful.foundation.limits"
    label = "limits"
