from django.apps import AppConfig


class CommunicationConfig(AppConfig):
    name = "heedful.domain.communication"
    label = "communication"

    def ready(self) -> None:
        """Offer the facts of this area to the warehouse."""
        from heedful.domain.communication import facts

        facts.register_all()
