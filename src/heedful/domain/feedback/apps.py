"""Django application of the feedback area."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """Register what the area offers for analysis."""

    name = "heedful.domain.feedback"
    label = "feedback"

    def ready(self) -> None:
        """Register the area's facts."""
        from heedful.domain.feedback import facts

        facts.register_all()
