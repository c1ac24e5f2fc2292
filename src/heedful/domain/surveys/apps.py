"""Django application of the surveys area."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Register what the area offers for analysis."""

    name = "heedful.domain.surveys"
    label = "surveys"

    def ready(self) -> None:
        """Register the area's facts."""
        from heedful.domain.surveys import facts

        facts.register_all()
