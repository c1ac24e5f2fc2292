from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "heedful.domain.strategy"
    label = "strategy"
