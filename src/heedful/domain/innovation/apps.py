from django.apps import AppConfig


class InnovationConfig(AppConfig):
    name = "heedful.domain.innovation"
    label = "innovation"
