from django.apps import AppConfig


class InterfacesConfig(AppConfig):
    name = "heedful.interfaces"
    label = "interfaces"

    def ready(self) -> None:
        from heedful.interfaces.jobs import schedule  # noqa: F401  registers the jobs
