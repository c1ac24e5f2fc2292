from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "heedful.domain.organisation"
    label = "organisation"
