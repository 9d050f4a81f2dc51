from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "lms.accounts"
    label = "accounts"

    def ready(self) -> None:
        from lms.accounts import checks  # noqa: F401  registers its checks, which need loaded apps
