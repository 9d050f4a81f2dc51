"""The light list of many choices says what Django's says."""

import pytest
from django import forms

from lms.accounts.fields import LongSelect

CHOICES = [("", "Seluruh wilayah"), ("62.03", "Kab. Kapuas"), ("62.71", 'Kota "Palangka" <Raya> & lain')]


def parts(html):
    """Without the white space between the lines of Django's template."""
    return "".join(line.strip() for line in html.splitlines())


@pytest.mark.parametrize("value", ["", None, "62.71", "tidak-ada"])
def test_it_draws_what_a_select_of_django_draws(value):
    attrs = {"id": "id_wilayah", "aria-describedby": "hint", "required": True}

    drawn, theirs = (kind(choices=CHOICES).render("wilayah", value, attrs=attrs) for kind in (LongSelect, forms.Select))

    assert sorted(parts(drawn).split()) == sorted(parts(theirs).split())
    assert "<Raya>" not in drawn


def test_a_form_with_it_reads_and_shows_the_choice():
    class Form(forms.Form):
        wilayah = forms.ChoiceField(choices=CHOICES, required=False, widget=LongSelect)

    form = Form({"wilayah": "62.03"})

    assert form.is_valid()
    assert '<option value="62.03" selected>Kab. Kapuas</option>' in str(form["wilayah"])
