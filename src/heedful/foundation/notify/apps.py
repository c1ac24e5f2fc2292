from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "heedful.foundation.notify"
    label = "notify"
