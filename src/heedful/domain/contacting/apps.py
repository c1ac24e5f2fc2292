from django.apps import AppConfig


class ContactingConfig(AppConfig):
    name = "heedful.domain.contacting"
    label = "contacting"
