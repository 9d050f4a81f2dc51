"""Triggers that keep ``PersonPlace``: whatever writes a person, a membership or the region of an institution.

They are put up after every migration that ran and taken down before one, since a migration may make a table anew.
"""

from typing import Any

from django.db import connections

from lms.journal.triggers import standing_triggers

TABLE = "organisations_personplace"
RENEW = """
DELETE FROM organisations_personplace WHERE person {whose};
INSERT INTO organisations_personplace (person, place, search_text)
  SELECT p.id, p.place, p.search_text FROM organisations_person p
    WHERE p.id {whose} AND p.merged_into_id IS NULL AND p.place > 0
  UNION
  SELECT p.id, i.place, p.search_text FROM organisations_person p
    JOIN organisations_membership m ON m.person_id = p.id JOIN organisations_institution i ON i.id = m.institution_id
    WHERE p.id {whose} AND p.merged_into_id IS NULL
  ON CONFLICT DO NOTHING;
"""
ADD = """
INSERT INTO organisations_personplace (person, place, search_text)
  SELECT NEW.id, NEW.place, NEW.search_text WHERE NEW.merged_into_id IS NULL AND NEW.place > 0 ON CONFLICT DO NOTHING;
"""
FORGET = "DELETE FROM organisations_personplace WHERE person = OLD.id;"
EVERYBODY = "IN (SELECT id FROM organisations_person)"
MEMBERS = "IN (SELECT person_id FROM organisations_membership WHERE institution_id = NEW.id)"


def renew(whose: str) -> str:
    return RENEW.format(whose=whose)


WHEN: dict[str, tuple[str, str]] = {  # name: when it fires, what it does
    "organisations_place_1": ("AFTER INSERT ON organisations_person", ADD),
    "organisations_place_2": (
        "AFTER UPDATE OF name, region_id, merged_into_id ON organisations_person",
        renew("= NEW.id"),
    ),
    "organisations_place_3": ("AFTER DELETE ON organisations_person", FORGET),
    "organisations_place_4": ("AFTER INSERT ON organisations_membership", renew("= NEW.person_id")),
    "organisations_place_5": (
        "AFTER UPDATE OF person_id, institution_id ON organisations_membership",
        renew("IN (OLD.person_id, NEW.person_id)"),
    ),
    "organisations_place_6": ("AFTER DELETE ON organisations_membership", renew("= OLD.person_id")),
    "organisations_place_7": ("AFTER UPDATE OF region_id ON organisations_institution", renew(MEMBERS)),
}


def create_sql(vendor: str, name: str) -> str:
    fires, body = WHEN[name]
    if vendor == "postgresql":
        return (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body} RETURN NULL; END $$;"
            f" CREATE TRIGGER {name} {fires} FOR EACH ROW EXECUTE FUNCTION {name}();"
        )
    return f"CREATE TRIGGER {name} {fires} FOR EACH ROW BEGIN {body} END;"


def drop_sql(vendor: str, name: str) -> str:
    table = WHEN[name][0].rpartition(" ON ")[2]
    return f"DROP TRIGGER IF EXISTS {name} ON {table}" if vendor == "postgresql" else f"DROP TRIGGER IF EXISTS {name}"


def take_down(*, using: str, plan: Any, **_sent: Any) -> None:
    """Before a migration; nothing when none is due."""
    connection = connections[using]
    for name in sorted(WHEN.keys() & standing_triggers(connection)) if plan else ():
        with connection.cursor() as cursor:
            cursor.execute(drop_sql(connection.vendor, name))


def put_up(*, using: str, **_sent: Any) -> None:
    """After a migration: missing triggers, and then everybody's places anew. Nothing while the tables do not exist."""
    connection = connections[using]
    missing = sorted(WHEN.keys() - standing_triggers(connection))
    if not missing or TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for name in missing:
            cursor.execute(drop_sql(connection.vendor, name))  # there, but switched off
            cursor.execute(create_sql(connection.vendor, name))
        for statement in renew(EVERYBODY).strip().split(";\n"):
            cursor.execute(statement)
