"""The components: each shown on one page, each strict about what it takes."""

import re

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.test import Client, RequestFactory
from django.utils.translation import override

from lms import components
from lms.components_page import SampleForm
from lms.components_page import components as components_page

TEMPLATES = settings.BASE_DIR / "templates"


def render(source, **context):
    with override("en"):
        return engines["django"].from_string(source).render(context)


def test_every_component_is_on_the_component_page():
    shown = re.findall(r"{% (\w+)", (TEMPLATES / "components_page.html").read_text())

    assert set(components.register.tags) - set(shown) == set()


def test_every_component_template_is_used():
    used = (settings.BASE_DIR / "lms" / "components.py").read_text() + "".join(
        path.read_text() for path in TEMPLATES.glob("*.html")
    )

    names = [path.stem for path in (TEMPLATES / "components").glob("*.html")]

    assert [name for name in names if f'"{name}"' not in used and f"components/{name}.html" not in used] == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_component_page_renders_in_development(language, settings):
    settings.DEBUG = True
    request = RequestFactory().get("/")

    with override(language):
        response = components_page(request)

    assert response.status_code == 200
    assert response.content.count(b"<h1>") == 1


def test_the_component_page_is_absent_elsewhere(settings):
    settings.DEBUG = False

    assert Client().get("/komponen/").status_code == 404


@pytest.mark.parametrize(
    "source",
    [
        '{% button label="a" kind="loud" %}',
        '{% button label="a" icon="rocket" %}',
        '{% link_button label="a" url="/" kind="loud" %}',
        '{% status_tag label="a" tone="pink" %}',
        '{% card title="a" tone="pink" %}{% endcard %}',
        '{% icon name="rocket" %}',
    ],
)
def test_a_kind_tone_or_picture_that_does_not_exist_is_an_error(source):
    with pytest.raises(ValueError, match="is not one of"):
        render(source)


def test_the_sprite_holds_exactly_the_named_pictures():
    sprite = (settings.BASE_DIR / "static" / "icons.svg").read_text()

    assert sorted(re.findall(r'<symbol id="(\w+)"', sprite)) == sorted(components.ICONS)


def test_words_from_people_are_escaped():
    html = render("{% notice text=text %}{% card title=text %}{% endcard %}", text="<b>&")

    assert "<b>" not in html
    assert html.count("&lt;b&gt;&amp;") == 2


def test_a_field_ties_label_hint_and_error_to_its_control():
    form = SampleForm({})

    html = render("{% field bound=bound %}", bound=form["name"])

    assert 'for="id_name"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html


@pytest.mark.parametrize("name", ["state", "days"])
def test_a_set_of_choices_is_a_fieldset_with_one_label_each(name):
    html = render("{% field bound=bound %}", bound=SampleForm()[name])

    assert html.count("<legend>") == 1
    assert re.findall(r'<label for="(\w+)"', html) == re.findall(r'<input [^>]*id="(\w+)"', html)


def test_a_hidden_field_shows_no_label():
    class Hidden(forms.Form):
        back = forms.CharField(widget=forms.HiddenInput)

    assert render("{% field bound=bound %}", bound=Hidden()["back"]).strip().startswith('<input type="hidden"')


def test_the_error_summary_links_to_each_wrong_field_by_name():
    html = render("{% error_summary form=form %}", form=SampleForm({"email": "x"}))

    anchors = re.findall(r'href="#(\w+)"', html)
    assert anchors == ["id_name", "id_email", "id_starts_on", "id_reason", "id_state_0", "id_agreed"]
    assert "Full name: This field is required." in html
    assert "The cohort is full" in html


def test_a_form_without_errors_has_no_summary():
    assert render("{% error_summary form=form %}", form=SampleForm()).strip() == ""


def test_progress_of_nothing_is_no_division_by_zero():
    html = render('{% progress value=0 total=0 label="JP" %}')

    assert '<progress value="0" max="1"' in html


def test_numbers_of_a_progress_bar_are_not_localised():
    with override("id"):
        html = engines["django"].from_string("{% progress value=1200 total=2400 label='JP' %}").render()

    assert '<progress value="1200" max="2400"' in html


def test_a_table_box_is_named_by_its_caption():
    html = render('{% table_box caption="People" %}<tbody><tr><td>1</td></tr></tbody>{% endtable_box %}')

    assert html.count("<table") == 1
    assert re.search(r'role="region" aria-labelledby="(table-\w+)".*<caption id="\1">People', html, re.S)


def test_two_once_keys_differ():
    first, second = re.findall(r'value="([0-9a-f-]{36})"', render("{% once_key %}{% once_key %}"))

    assert first != second


OURS = [
    path
    for path in TEMPLATES.rglob("*.html")
    if path.relative_to(TEMPLATES).parts[0] in {"components", "allauth", "account"} or path.parent == TEMPLATES
]


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_of_the_shell_has_inline_style_or_script(path):
    text = path.read_text()

    assert re.findall(r"\sstyle=|\son\w+=|<style|<script(?![^>]*\ssrc=)", text) == []
