"""Entries that may be one. ``sort``: people or institutions, as the address says."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.roles import Permission
from lms.duplicates.operations.looking import dismiss_pair
from lms.journal.once import once
from lms.organisations.paging import capped_page
from lms.organisations.permissions import requires
from lms.refusal import shown_as_message, shown_on_form

MOST_DIGITS = 18


@require_safe
@requires(Permission.MANAGE_REGISTER)
def suggestion_list(request, sort):
    """Pairs that may be one, the likeliest first; of one row with ``?orang=`` or ``?lembaga=``."""
    suggestions = sort.suggestions.visible_to(request.user).open()
    one = asked(request, sort)
    if one is not None:
        suggestions = suggestions.about(one.pk)
    page = capped_page(suggestions, request.GET.get("page"))
    found = sort.rows().in_bulk({pk for each in page.object_list for pk in each.pair})
    pairs = [(each, *(found[pk] for pk in each.pair)) for each in page.object_list]
    context = {
        "sort": sort,
        "page": page,
        "pairs": pairs,
        "one": one,
        "lead": sort.words.lead_of_one % {"name": one.name} if one else sort.words.lead,
        "query": f"{sort.asked}={one.pk}" if one else "",
    }
    return render(request, "duplicates/suggestion_list.html", context)


def asked(request, sort):
    """The row whose id stands in the address; None when nobody asked for one."""
    text = request.GET.get(sort.asked, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise Http404
    return get_object_or_404(sort.kept_by(request.user), pk=int(text))


@require_POST
@requires(Permission.MANAGE_REGISTER)
def duplicate_search(request, pk, sort):
    """Look for doubles of one row now, without waiting for the night."""
    row = get_object_or_404(sort.kept_by(request.user), pk=pk)
    sort.look_for(row, at=timezone.now())
    found = sort.suggestions.visible_to(request.user).open().about(row.pk).count()
    if found:
        words = ngettext("%(number)s possible double was found.", "%(number)s possible doubles were found.", found)
        messages.info(request, words % {"number": found})
    else:
        messages.info(request, sort.words.none_like_it)
    return redirect(f"{reverse(sort.urls.list)}?{sort.asked}={row.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_REGISTER)
@once
def merge_pair(request, pk, sort):
    """The two side by side; the officer chooses what stays, and merges them."""
    suggestion = get_object_or_404(sort.suggestions.visible_to(request.user).open(), pk=pk)
    rows = sort.rows().in_bulk(suggestion.pair)
    a, b = (rows[each] for each in suggestion.pair)
    sides = sort.sides_of(a, b, request.user)
    kept, gone = (a, b) if sides[0].pk == a.pk else (b, a)
    form = sort.form(request.POST if request.method == "POST" else None, a=a, b=b, kept=kept)
    if form.is_valid():
        with shown_on_form(form):
            sort.merge(kept, gone, choices=form.choices, by=request.user, at=timezone.now())
            words = _("Both entries of %(name)s are one now. You can separate them again in the list of merges.")
            kept.refresh_from_db()
            messages.success(request, words % {"name": kept.name})
            return redirect(sort.urls.merges)
    cards = sort.cards_of((a, b), kept=kept)
    codes = {"kept": getattr(kept, sort.code), "gone": getattr(gone, sort.code)}
    context = {
        "sort": sort,
        "suggestion": suggestion,
        "cards": cards,
        "codes": [getattr(each, sort.code) for each in (a, b)],
        "belongings": next(card.belongings for card in cards if not card.is_kept),
        "stays": sort.words.stays % codes,
        "moves": sort.words.moves % codes,
        "lines": [each for each in form.lines() if each[0].a != each[0].b or not sort.leaves_out_same],
        "form": form,
        "obstacles": sort.reasons_against(*sides),
    }
    return render(request, "duplicates/merge_pair.html", context)


@require_POST
@requires(Permission.MANAGE_REGISTER)
def pair_dismiss(request, pk, sort):
    suggestion = get_object_or_404(sort.suggestions.visible_to(request.user), pk=pk)
    dismiss_pair(suggestion, by=request.user, at=timezone.now())
    messages.success(request, sort.words.said_two)
    return redirect(sort.urls.list)


@require_safe
@requires(Permission.MANAGE_REGISTER)
def merge_list(request, sort):
    """What was merged, newest first, and what was separated again."""
    merges = sort.merges.visible_to(request.user).select_related("kept", "gone", "by", "undone_by")
    page = capped_page(merges, request.GET.get("page"))
    rows = [(each, *(getattr(row, sort.code) for row in (each.kept, each.gone))) for each in page.object_list]
    return render(request, "duplicates/merge_list.html", {"sort": sort, "page": page, "rows": rows})


@require_POST
@requires(Permission.MANAGE_REGISTER)
def merge_undo(request, pk, sort):
    merge = get_object_or_404(sort.merges.visible_to(request.user).select_related("kept", "gone"), pk=pk)
    with shown_as_message(request):
        sort.undo(merge, by=request.user, at=timezone.now())
        messages.success(request, sort.words.undone % {"kept": merge.kept.name, "gone": merge.gone.name})
    return redirect(sort.urls.merges)
