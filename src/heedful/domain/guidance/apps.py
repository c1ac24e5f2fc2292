from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "heedful.domain.guidance"
    label = "guidance"
