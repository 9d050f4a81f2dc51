from django.db.models import Q


def holds_each_word(text: str) -> Q:
    """Rows whose ``search_text`` holds each word of ``text``; case and spaces do not matter. No words: every row."""
    held = Q()
    for word in text.lower().split():
        held &= Q(search_text__contains=word)
    return held
