from typing import Any

from django.db.models import QuerySet
from wagtail.permissions import page_permission_policy

from content.models import ModulePage, Question


def editable_modules(user: Any) -> QuerySet[ModulePage]:
    """The modules whose page tree was given to the author; her bank of questions is theirs."""
    return ModulePage.objects.filter(
        page_ptr__in=page_permission_policy.instances_user_has_permission_for(user, "change")
    )


def editable_questions(user: Any) -> QuerySet[Question]:
    return Question.objects.filter(module__in=editable_modules(user))
