from django.apps import AppConfig


class EmployeesConfig(AppConfig):
    name = "heedful.domain.employees"
    label = "employees"
