from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "heedful.domain.cases"
    label = "cases"

    def ready(self) -> None:
        """Offer the facts of this area to the warehouse."""
        from heedful.domain.cases import facts

        facts.register_all()
