from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "heedful.domain.journeys"
    label = "journeys"

    def ready(self) -> None:
        from heedful.domain.journeys import facts

        facts.register_all()
