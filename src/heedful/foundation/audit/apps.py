from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "heedful.foundation.audit"
    label = "audit"
