from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "lms.registration"
    label = "registration"
