from importlib import import_module

from django.apps import AppConfig


class AuthoringConfig(AppConfig):
    name = "lms.authoring"
    label = "authoring"

    def ready(self) -> None:
        import_module("lms.authoring.letters").take_letters_over()  # needs the models
