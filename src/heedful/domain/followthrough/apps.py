from django.apps import AppConfig


class FollowthroughConfig(AppConfig):
    name = "heedful.domain.followthrough"
    label = "followthrough"
