from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "lms.authoring"
    label = "authoring"
