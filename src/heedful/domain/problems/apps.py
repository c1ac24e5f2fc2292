from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "heedful.domain.problems"
    label = "problems"
