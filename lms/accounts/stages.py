"""The steps between knowing a password and being signed in, where allauth's do not know our accounts."""

from allauth.account import stages


class EmailVerificationStage(stages.EmailVerificationStage):
    """allauth wants an address of everybody; ours may have only a phone number, which the stage before has proved."""

    def handle(self):
        user = self.login.user
        if user is not None and user.confirmed_at is not None:
            return None, True
        return super().handle()
