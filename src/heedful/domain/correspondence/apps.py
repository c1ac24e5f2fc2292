from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "heedful.domain.correspondence"
    label = "correspondence"
