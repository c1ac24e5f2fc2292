from django.apps import AppConfig


class CommunicationConfig(AppConfig):
    name = "heedful.domain.communication"
    label = "communication"
