"""How long does a name check take when the register holds a million names? Prints, and judges nothing.

Run: python -m tests.bench.names [--names 1000000] [--checks 300] [--database postgresql]
"""

import argparse
import contextlib
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import func, select, text

from incubator import schema
from incubator.app import create_app
from incubator.kernel import rulesets
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import db, work
from incubator.kernel.settings import ROOT
from incubator.organizations.models import LegalForm
from incubator.registration.names import actions, queries
from incubator.registration.names.models import NameEntry
from incubator.registration.names.register import KnownName
from incubator.territory import actions as territory
from incubator.territory.models import Region, RegionLevel
from tests.databases import settings_for
from tests.postgres import running_cluster

SIGNS = "晨光启明心桥暖阳青苗星火同行致远博爱仁和春晖蓝天绿野红叶金桥远航向阳和谐百合幸福安康"
SHAPES = {
    "social_group": (LegalForm.SOCIAL_GROUP, ("协会", "学会", "商会", "促进会", "联合会")),
    "private_non_enterprise": (LegalForm.PRIVATE_NON_ENTERPRISE, ("中心", "站", "社", "院")),
    "foundation": (LegalForm.FOUNDATION, ("基金会",)),
}


def main() -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=1_000_000)
    parser.add_argument("--checks", type=int, default=300)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="incubator-names-")))
        url = ""
        if asked.database == "postgresql":
            url = stack.enter_context(running_cluster()).url
        app = create_app(settings_for(folder, url) if url else settings_for(folder))
        with app.app_context():
            _measure(app, asked.names, asked.checks, folder)
    return 0


def _measure(app: Flask, names: int, checks: int, folder: Path) -> None:
    schema.upgrade(app)
    rng = Random(20261130)
    with work(by=SYSTEM):
        rulesets.load_shipped(ROOT / "incubator")
        counties = _regions()
    words = sorted(queries.words_for().fields.vocabulary.slugs)
    started = time.perf_counter()
    with work(by=SYSTEM):
        outcome = actions.import_names(
            _names(rng, counties, words, names), source="bench", by=SYSTEM
        )
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
    size = sum(path.stat().st_size for path in folder.glob("incubator.db*")) / 2**20
    print(
        f"{outcome.kept:,} names taken in in {time.perf_counter() - started:.0f} s, "
        f"database {size:.0f} MiB, peak {_peak():.0f} MiB",
        flush=True,
    )
    held = _held(rng, checks)
    region = db.session.scalars(select(Region).where(Region.level == RegionLevel.COUNTY)).first()
    asked = [*held, *(_typed(rng, counties, words) for _ in range(checks))]
    rng.shuffle(asked)
    spent, worked, found = [], [], []
    for name, form in asked:
        db.session.rollback()
        begun, busy = time.perf_counter(), time.process_time()
        checked = queries.check_name(name, form, region=region)
        spent.append((time.perf_counter() - begun) * 1000)
        worked.append((time.process_time() - busy) * 1000)
        found.append(len(checked.similar))
    spent.sort()
    worked.sort()
    print(
        f"{len(spent)} checks: p50 {spent[len(spent) // 2]:.1f} ms, "
        f"p95 {spent[int(len(spent) * 0.95)]:.1f} ms, most {spent[-1]:.1f} ms; "
        f"CPU alone p50 {worked[len(worked) // 2]:.1f} ms, p95 {worked[int(len(worked) * 0.95)]:.1f} ms; "
        f"{sum(found) / len(found):.1f} similar names each; peak {_peak():.0f} MiB"
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _regions() -> list[Region]:
    """Thirty provinces of ten prefectures of ten counties: 3,000 counties."""
    made = []
    for p in range(30):
        code = 10 + p
        province = _add(f"{code}0000", f"{SIGNS[p]}南省", RegionLevel.PROVINCE, None)
        for c in range(1, 11):
            name = f"{SIGNS[p]}{SIGNS[p + c]}市"
            city = _add(f"{code}{c:02d}00", name, RegionLevel.PREFECTURE, province)
            for d in range(1, 11):
                county = f"{SIGNS[p]}{SIGNS[c + d]}{SIGNS[d]}县"
                made.append(_add(f"{code}{c:02d}{d:02d}", county, RegionLevel.COUNTY, city))
    return made


def _add(code: str, name: str, level: RegionLevel, parent: Region | None) -> Region:
    return territory.add_region(code=code, name=name, level=level, parent=parent)


def _typed(rng: Random, counties: list[Region], words: list[str]) -> tuple[str, str]:
    shape = rng.choices(list(SHAPES), (45, 53, 2))[0]
    trade = "" if shape == "social_group" else "".join(rng.choices(SIGNS, k=rng.choice((2, 2, 3))))
    # Real fields are far from even: some are in every county, most are rare.
    field = words[min(int(rng.expovariate(1 / 25)), len(words) - 1)]
    return rng.choice(counties).name + trade + field + rng.choice(SHAPES[shape][1]), shape


def _names(
    rng: Random, counties: list[Region], words: list[str], count: int
) -> Iterator[KnownName]:
    for _ in range(count):
        name, shape = _typed(rng, counties, words)
        yield KnownName(name, "", SHAPES[shape][0])


def _held(rng: Random, count: int) -> list[tuple[str, str]]:
    """Names that the register holds, so that a check finds the most."""
    last = db.session.scalar(select(func.max(NameEntry.id))) or 0
    ids = rng.sample(range(1, last), min(count, last - 1))
    forms = {form: shape for shape, (form, _words) in SHAPES.items()}
    rows = db.session.scalars(select(NameEntry).where(NameEntry.id.in_(ids)))
    return [(row.name, forms[row.legal_form or LegalForm.FOUNDATION]) for row in rows]


if __name__ == "__main__":
    sys.exit(main())
