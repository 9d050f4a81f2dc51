"""Links that work once: what is kept of them, and what is said to whom opens one."""

import hashlib

LINK_BYTES = 32  # 256 random bits; house security rules 1 ask for 128


def hash_of(token: str) -> str:
    """What the database keeps. The token has no pattern to guess, so a plain hash will do."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def first_name(name: str) -> str:
    """``Siti`` of ``Dr. Hj. Siti Aminah, M.Si.``: enough to know oneself by."""
    words = name.partition(",")[0].split()
    return next((word for word in words if not word.endswith(".")), words[0] if words else "")
