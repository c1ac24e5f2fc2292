from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "heedful.foundation.webhooks"
    label = "webhooks"
