"""What differs between the pages about people and those about institutions; the pages themselves are the same."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.duplicates.forms import InstitutionMergeForm, MergeForm, SidesForm
from lms.duplicates.institutions_compared import institution_cards
from lms.duplicates.models import (
    InstitutionMerge,
    InstitutionSuggestion,
    Merge,
    Suggestion,
    institutions_kept_by,
    people_kept_by,
)
from lms.duplicates.operations.finding import look_for_doubles
from lms.duplicates.operations.institution_finding import look_for_double_institutions
from lms.duplicates.operations.institution_merging import (
    institution_sides,
    merge_institutions,
    undo_institution_merge,
)
from lms.duplicates.operations.merging import merge_people, sides_of, undo_merge
from lms.duplicates.people_compared import cards_of
from lms.duplicates.rules import institution_merging, merging
from lms.organisations.models import Institution, Person


@dataclass(frozen=True)
class Urls:
    """Names of the pages."""

    list: str
    pair: str
    dismiss: str
    merges: str
    undo: str


@dataclass(frozen=True)
class Words:
    """Sentences of the pages. Those about one row may use %(name)s; about two %(kept)s and %(gone)s."""

    lead: Any
    lead_of_one: Any
    none_like_it: Any
    none_yet: Any
    compare: Any
    stays: Any
    moves: Any
    merge: Any
    are_two: Any
    say_two: Any
    said_two: Any
    merges: Any
    undone: Any


@dataclass(frozen=True)
class Sort:
    asked: str  # in the address of the list of one: ``?orang=12``
    code: str  # the field by which people name a row
    icon: str
    card: str  # the template of one of two side by side
    leaves_out_same: bool  # of the fields
    urls: Urls
    words: Words
    suggestions: Any
    merges: Any
    kept_by: Callable[[Any], models.QuerySet[Any]]
    rows: Callable[[], models.QuerySet[Any]]
    cards_of: Callable[..., list[Any]]
    sides_of: Callable[..., tuple[Any, Any]]
    reasons_against: Callable[..., Iterable[Any]]
    form: type[SidesForm]
    look_for: Callable[..., int]
    merge: Callable[..., Any]
    undo: Callable[..., None]


OF_PEOPLE = Sort(
    asked="orang",
    code="code",
    icon="people",
    card="duplicates/person.html",
    leaves_out_same=False,
    urls=Urls("suggestion_list", "merge_pair", "pair_dismiss", "merge_list", "merge_undo"),
    words=Words(
        lead=_("Two entries that may be one person. Compare them, then merge them or say that they are two people."),
        lead_of_one=_("Who may be the same person as %(name)s."),
        none_like_it=_("Nobody else in your area looks like the same person."),
        none_yet=_(
            "The register of your area is looked through every night. Pairs that may be one person will stand here."
        ),
        compare=_("Are these one person? Choose what is right, then merge the two."),
        stays=_(
            "The person code %(kept)s stays; everything of %(gone)s moves there. Empty fields are filled. "
            "You can separate the two again later."
        ),
        moves=_("This moves from %(gone)s:"),
        merge=_("Merge into one person"),
        are_two=_("Two different people?"),
        say_two=_("These are two people"),
        said_two=_("Noted: these are two people. The pair is not suggested again."),
        merges=_("Each merge can be separated again, also months later. Both people then have their own history back."),
        undone=_("%(kept)s and %(gone)s are two people again, each with her own history."),
    ),
    suggestions=Suggestion.objects,
    merges=Merge.objects,
    kept_by=people_kept_by,
    rows=lambda: Person.objects.select_related("region", "district", "user"),
    cards_of=cards_of,
    sides_of=sides_of,
    reasons_against=partial(merging.reasons_against_merge, is_nik_chosen=True),
    form=MergeForm,
    look_for=look_for_doubles,
    merge=merge_people,
    undo=undo_merge,
)
OF_INSTITUTIONS = Sort(
    asked="lembaga",
    code="number",
    icon="building",
    card="duplicates/institution.html",
    leaves_out_same=True,
    urls=Urls(
        "suggestion_institution_list",
        "merge_institution_pair",
        "suggestion_institution_dismiss",
        "merge_institution_list",
        "merge_institution_undo",
    ),
    words=Words(
        lead=_("Two entries that may be one institution. Compare them, then merge them or say that they are two."),
        lead_of_one=_("What may be the same institution as %(name)s."),
        none_like_it=_("No other entry in your area looks like the same institution."),
        none_yet=_(
            "The register of your area is looked through every night. "
            "Pairs that may be one institution will stand here."
        ),
        compare=_("Are these one institution? Choose what is right, then merge the two."),
        stays=_(
            "The register number %(kept)s stays; everything of %(gone)s moves there, and whoever looks for %(gone)s "
            "finds it there. Empty fields are filled. You can separate the two again later."
        ),
        moves=_("This moves from %(gone)s, unless the other has it already:"),
        merge=_("Merge into one institution"),
        are_two=_("Two different institutions?"),
        say_two=_("These are two institutions"),
        said_two=_("Noted: these are two institutions. The pair is not suggested again."),
        merges=_(
            "Each merge can be separated again, also months later. Both institutions then have their own history back."
        ),
        undone=_("%(kept)s and %(gone)s are two institutions again, each with its own history."),
    ),
    suggestions=InstitutionSuggestion.objects,
    merges=InstitutionMerge.objects,
    kept_by=institutions_kept_by,
    rows=lambda: Institution.objects.select_related("region", "district", "kind"),
    cards_of=institution_cards,
    sides_of=institution_sides,
    reasons_against=institution_merging.reasons_against_merge,
    form=InstitutionMergeForm,
    look_for=look_for_double_institutions,
    merge=merge_institutions,
    undo=undo_institution_merge,
)
