from django.apps import AppConfig


class RepeatsConfig(AppConfig):
    name = "heedful.foundation.repeats"
    label = "repeats"
