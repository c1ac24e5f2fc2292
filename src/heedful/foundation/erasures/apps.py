from django.apps import AppConfig


class ErasuresConfig(AppConfig):
    name = "heedful.foundation.erasures"
    label = "erasures"
