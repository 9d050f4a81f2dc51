from django.apps import AppConfig


class StandingConfig(AppConfig):
    name = "lms.standing"
    label = "standing"
