from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "lms"
    label = "frame"

    def ready(self) -> None:
        from lms import retention  # noqa: F401  registers its check, which needs loaded apps
        from lms.checks import refuse_unsafe_production  # registers the checks, which need loaded apps

        refuse_unsafe_production()
