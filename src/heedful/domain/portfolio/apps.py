from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "heedful.domain.portfolio"
    label = "portfolio"
