"""What people, robots and broken phones send."""

HUGE = "a" * 10_000
NAUGHTY = [
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\ud83d",
    "9" * 5_000,
    "-1",
    "1e9",
    "NaN",
    "99999999999999999999",
    "Europe/London",
    "../../etc/passwd",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "%s%n%d",
    "𝒳́͏\u202e\u200b",
    "=HYPERLINK(1)",
    HUGE,
    "",
    "   ",
]


def encodable(text):
    """Clients send bytes; what is no character arrives as a replacement mark."""
    return text.encode("utf-8", "replace").decode() if "\ud83d" in text else text
