"""Django application of the analytics store."""

from django.apps import AppConfig


class WarehouseConfig(AppConfig):
    """Hold the queue of keys whose facts have to be read again."""

    name = "heedful.warehouse"
    label = "warehouse"
    verbose_name = "Warehouse"
    default_auto_field = "django.db.models.BigAutoField"
