"""Django application of measurement."""

from django.apps import AppConfig


class MeasurementConfig(AppConfig):
    """Register the area."""

    name = "heedful.domain.measurement"
    label = "measurement"
