"""The code of a certificate: the unguessable part of its verification address. Pure but for chance."""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U
LENGTH = 24  # 120 random bits
GROUP = 4
LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
SHAPE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """As printed and read aloud: groups of four with hyphens."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(text: str) -> str | None:
    """The code somebody typed, in any case, with or without spaces and hyphens; None when it cannot be one."""
    code = re.sub(r"[\s\-‐‑–.]", "", text[:200]).upper().translate(LOOKALIKES)
    return code if SHAPE.fullmatch(code) else None
