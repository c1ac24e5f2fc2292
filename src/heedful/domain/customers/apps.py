from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "heedful.domain.customers"
    label = "customers"
