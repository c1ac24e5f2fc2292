from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "heedful.domain.journeys"
    label = "journeys"
