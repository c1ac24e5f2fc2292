from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "heedful.domain.customers"
    label = "customers"

    def ready(self) -> None:
        """Offer the facts of this area to the warehouse."""
        from heedful.domain.customers import facts

        facts.register_all()
