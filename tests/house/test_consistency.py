"""The house itself: sizes, arrows, templates, factories, catalogue, migrations."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import factory
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
ROOMS = ("lms", "content", "certificates")
SOURCES = sorted(
    path
    for room in ROOMS
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts and "__pycache__" not in path.parts
)
MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_PARAMETERS = 300, 40, 6

# Each exception with its reason.
LONG_FILES = {
    "lms/settings.py": "settings are one file by rule",
}
LONG_FUNCTIONS: dict[str, str] = {}
MANY_PARAMETERS = {
    "plan_cohort": "each is one answer of the planning form, all required",
    "register_institution": "each is one field of the register, all required",
    "intend_certificate": "each is one token of the number or a moment, all required",
    "type_number": "a line of the book says whose, of what kind, which number, of when, what for, by whom and when",
    "record_presence": "a mark states who, where, what, how, its key, by whom and when",
}
# Imports inside functions: the slow or the circular, with the reason on the line.
INNER_IMPORT = re.compile(r"^\s+(from \S+ )?import \S.*#")


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def functions(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_a_person_reads():
    long = {name_of(p) for p in SOURCES if len(p.read_text(encoding="utf-8").splitlines()) > MAX_FILE_LINES}

    assert long == set(LONG_FILES)


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{name_of(path)}:{node.name}"
        for path in SOURCES
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    }

    assert long == set(LONG_FUNCTIONS)


def test_no_function_takes_more_than_six_parameters():
    many = {
        node.name
        for path in SOURCES
        for node in functions(path)
        if len([a for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs) if a.arg != "self"])
        > MAX_PARAMETERS
    }

    assert many <= set(MANY_PARAMETERS), many - set(MANY_PARAMETERS)


def test_imports_inside_functions_carry_their_reason():
    bare = [
        f"{name_of(path)}:{inner.lineno}"
        for path in SOURCES
        for node in functions(path)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
        and not INNER_IMPORT.match(path.read_text(encoding="utf-8").splitlines()[inner.lineno - 1])
    ]

    assert bare == []


@pytest.mark.parametrize("word", ["mark_safe", "|safe", "csrf_exempt", "eval(", "pickle"])
def test_dangerous_words_stand_nowhere(word):
    templates = sorted((ROOT / "templates").rglob("*.html"))
    found = [name_of(path) for path in [*SOURCES, *templates] if word in path.read_text(encoding="utf-8")]

    assert found == []


def test_templates_hold_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=", re.IGNORECASE)
    found = [
        name_of(path)
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if inline.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_template_is_used():
    texts = [path.read_text(encoding="utf-8") for path in SOURCES]
    texts += [path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")]
    everything = "\n".join(texts)
    overriding = ("allauth/", "account/", "mfa/", "usersessions/", "wagtailadmin/", "components/")
    by_convention = re.compile(r"^(4\d\d|5\d\d)(_csrf)?\.html$")
    page_templates = {model.template for model in apps.get_models() if hasattr(model, "template")}
    unused = [
        name
        for path in (ROOT / "templates").rglob("*.html")
        if not (name := path.relative_to(ROOT / "templates").as_posix()).startswith(overriding)
        and not by_convention.match(name)
        and name not in page_templates
        and name not in everything
    ]

    assert unused == []


def our_models():
    labels = {"content", "certificates"} | {c.label for c in apps.get_app_configs() if c.name.startswith("lms.")}
    return [model for model in apps.get_models() if model._meta.app_label in labels]


def test_every_model_has_a_factory():
    made = set()
    for path in sorted((ROOT / "tests" / "factories").glob("*.py")):
        module = importlib.import_module(f"tests.factories.{path.stem}")
        for _, value in inspect.getmembers(module, inspect.isclass):
            if issubclass(value, factory.django.DjangoModelFactory) and value._meta.model:
                made.add(value._meta.model)
    by_hand = {"CatalogPage", "Choice"}  # made by tests.factories.content.catalog and QuestionFactory
    by_hand |= {"PersonPlace"}  # made by the database

    assert {m.__name__ for m in our_models() if m not in made} == by_hand


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_constraint_is_named_after_its_table():
    wrong = [
        constraint.name
        for model in our_models()
        for constraint in model._meta.constraints
        if not constraint.name.startswith(f"{model._meta.app_label}_{model._meta.model_name}_")
    ]

    assert wrong == []


def test_foreign_keys_protect_what_they_point_to():
    cascading = {
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.local_fields
        if field.is_relation
        and not getattr(field.remote_field, "parent_link", False)
        and field.remote_field.on_delete.__name__ == "CASCADE"
    }

    # parts that are nothing without their whole
    assert cascading == {
        *("Choice.question", "CoursePrerequisite.page", "CourseRegulation.page", "PageOrigin.page"),
        *("DeviceMark.progress", "SessionTrainer.session"),
        *("RecordingVariant.recording", "SlideDeck.document"),
    }


def test_the_arrows_point_down():
    run = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], capture_output=True, text=True, cwd=ROOT, check=False
    )

    assert "Contracts: 2 kept, 0 broken." in run.stdout


def test_the_arrows_have_no_exception():
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_indonesian_catalogue_is_complete():
    catalogue = polib.pofile(str(ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"))

    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_translations_keep_their_placeholders():
    catalogue = polib.pofile(str(ROOT / "locale" / "id" / "LC_MESSAGES" / "django.po"))
    placeholder = re.compile(r"%\(\w+\)[sd]|%%")
    lost = [
        entry.msgid
        for entry in catalogue
        for text in ([entry.msgstr] if not entry.msgid_plural else entry.msgstr_plural.values())
        if not entry.obsolete
        and set(placeholder.findall(entry.msgid_plural or entry.msgid)) - {"%%"}
        != set(placeholder.findall(text)) - {"%%"}
    ]

    assert lost == []


@pytest.mark.parametrize("name", ["bootstrap.txt", "requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_holds_hashes_and_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "--hash=sha256:" in text
    assert "://" not in text
    assert "index-url" not in text


def test_no_file_names_the_place_where_it_was_written():
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True).stdout.split()
    found = [name for name in tracked if str(ROOT).encode() in (ROOT / name).read_bytes()]

    assert len(tracked) > 400
    assert found == []
