from importlib import import_module

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"
    label = "content"

    def ready(self) -> None:
        import_module("content.publication").listen()  # needs the models
