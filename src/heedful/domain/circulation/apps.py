from django.apps import AppConfig


class CirculationConfig(AppConfig):
    name = "heedful.domain.circulation"
    label = "circulation"
