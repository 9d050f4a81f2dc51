from tests.accounts.letters import phone_messages

__all__ = ["phone_messages"]
