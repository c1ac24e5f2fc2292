from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "heedful.domain.themes"
    label = "themes"
