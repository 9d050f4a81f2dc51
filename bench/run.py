"""`make bench`: the figures of this machine, each beside a baseline measured in the same run.

Prints ``name value unit`` and, where the house sets one, the bound. Builds a province of its own in a
temporary folder; nothing of the checkout's data is read or written, and only 127.0.0.1 is asked. On the PostgreSQL that
PILAR_DATABASE_URL names, databases called pilar_bench_... are made and dropped.
"""

import os
import tempfile
from collections.abc import Callable

PLACE = tempfile.TemporaryDirectory(prefix="pilar-bench-")
SERVER = os.environ.get("PILAR_DATABASE_URL", "")  # a PostgreSQL, for what is measured there
# Before Django reads its settings: an installation of its own, without debugging, with static files as in production.
for name in [name for name in os.environ if name.startswith("PILAR_")]:
    del os.environ[name]
os.environ |= {
    "PILAR_VAR_DIR": PLACE.name,
    "PILAR_DEBUG": "false",
    "PILAR_LOG_LEVEL": "WARNING",
    "DJANGO_SETTINGS_MODULE": "bench.settings",
}

import django  # noqa: E402

django.setup()

from bench import figures  # noqa: E402  models can be imported only now
from bench.catalogue import catalogue  # noqa: E402
from bench.imports import import_20000_rows, import_into_postgresql  # noqa: E402
from bench.lessons import lessons_on_a_phone  # noqa: E402
from bench.letters import letters_of_200  # noqa: E402
from bench.nominating import nominate_200  # noqa: E402
from bench.province import build  # noqa: E402
from bench.register import register_of_two_sizes  # noqa: E402
from bench.seats import accept_1000  # noqa: E402


def show(name: str, value: float, unit: str, *, at_most: float | None = None, at_least: float | None = None) -> None:
    bound = ""
    if at_most is not None:
        bound = f"at most {at_most:g}: {'holds' if value <= at_most else 'MISSED'}"
    if at_least is not None:
        bound = f"at least {at_least:g}: {'holds' if value >= at_least else 'MISSED'}"
    print(f"{name:<40} {value:>10.2f} {unit:<14} {bound}".rstrip(), flush=True)  # noqa: T201


def main() -> None:
    province = build()
    measures: list[Callable[..., None]] = [
        figures.lesson_queries,
        figures.lesson_speed,
        figures.first_visit,
        lessons_on_a_phone,
        figures.certificates,
        letters_of_200,
        nominate_200,
        accept_1000,
        figures.memory,
        catalogue,  # last: it fills the list of courses
    ]
    for measure in measures:
        measure(province, show)
    import_20000_rows(dict(os.environ), show, on="sqlite")
    if not SERVER:
        print("PILAR_DATABASE_URL names no PostgreSQL: import and register were not measured there")  # noqa: T201
        return
    import_into_postgresql(SERVER, show)
    register_of_two_sizes(SERVER, show)


if __name__ == "__main__":
    with PLACE:
        main()
