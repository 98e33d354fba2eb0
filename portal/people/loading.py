"""Loads the organisations of Sakon Nakhon: 141 local bodies, 18 district offices, three universities, agencies.

Called by `manage.py load_organisations`, by the bootstrap of `./run` and by the tests, always after
`portal.places.loading`. Loading twice changes nothing, and a body that exists is never touched. Sources:
`data/SOURCES.md`.
"""

import datetime
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.db import transaction

from portal.places.loading import Loaded, Say, rows_of, silent
from portal.places.models import District

from .models import Department, KindPeriod, Organisation, OrganisationKind

DATA = Path(__file__).parent / "data"
PROVINCE = "47"
REGISTER_DAY = datetime.date(2017, 3, 1)
REGISTER_SOURCE = "ทะเบียน อปท. มีนาคม 2560"

# Type in the register → (kind, short Thai prefix, English name with a place for the proper name).
REGISTER_TYPES: dict[str, tuple[OrganisationKind, str, str]] = {
    "PAO": (OrganisationKind.PAO, "อบจ.", "{} Provincial Administrative Organisation"),
    "ThesabanNakhon": (OrganisationKind.CITY, "ทน.", "{} City Municipality"),
    "ThesabanMueang": (OrganisationKind.TOWN, "ทม.", "{} Town Municipality"),
    "ThesabanTambon": (OrganisationKind.SUBDISTRICT_MUNICIPALITY, "ทต.", "{} Subdistrict Municipality"),
    "TAO": (OrganisationKind.SAO, "อบต.", "{} Subdistrict Administrative Organisation"),
}


def read_local_bodies() -> tuple[dict[str, dict[str, Any]], dict[str, frozenset[str]]]:
    """({register code: columns}, {register code: subdistrict codes}) of the 141 local bodies."""
    rows = list(rows_of(DATA / "local_bodies_47.csv"))
    same_name = Counter(row["full_name_th"] for row in rows)
    bodies: dict[str, dict[str, Any]] = {}
    covers: dict[str, frozenset[str]] = {}
    for row in rows:
        kind, prefix, english = REGISTER_TYPES[row["type"]]
        short = prefix + row["name_th"]
        if same_name[row["full_name_th"]] > 1:
            short += f" (อ.{row['district_th']})"
        bodies[row["dola_code"]] = {
            "name_th": row["full_name_th"],
            "name_en": english.format(row["name_en"]),
            "short_name": short,
            "kind": kind.value,
            "district_id": row["district_code"] or None,
        }
        covers[row["dola_code"]] = frozenset(row["tambon_codes"].split())
    return bodies, covers


def read_other_bodies() -> dict[str, dict[str, Any]]:
    """{code: columns} of universities and agencies."""
    return {
        row["code"]: {
            "name_th": row["name_th"],
            "name_en": row["name_en"],
            "short_name": row["short_name"],
            "kind": OrganisationKind(row["kind"]).value,
            "district_id": row["district_code"],
        }
        for row in rows_of(DATA / "other_bodies_47.csv")
    }


def district_offices() -> dict[str, dict[str, Any]]:
    """{code: columns} of one office for each district of the province, as the places table names them."""
    return {
        f"district-{district.code}": {
            "name_th": f"ที่ว่าการอำเภอ{district.name_th}",
            "name_en": f"{district.name_en} District Office",
            "short_name": f"อ.{district.name_th}",
            "kind": OrganisationKind.DISTRICT_OFFICE.value,
            "district_id": district.code,
        }
        for district in District.objects.filter(province_id=PROVINCE)
    }


def load_organisations(say: Say = silent) -> list[Loaded]:
    """Make the bodies that are missing, in one transaction; `say` gets one line per kind of row.

    A body that exists is left as it is, whatever the file says: the register is of 2017, and an operator's correction
    or upgrade must outlive the next start. Raises `ValueError` when the places are not loaded yet.
    """
    offices = district_offices()
    if not offices:
        raise ValueError("load the places first (manage.py load_places)")
    local, covers = read_local_bodies()
    wanted = {**local, **offices, **read_other_bodies()}
    with transaction.atomic():
        known = set(Organisation.objects.values_list("code", flat=True))
        new = [code for code in wanted if code not in known]
        Organisation.objects.bulk_create([Organisation(code=code, **wanted[code]) for code in new])
        made = {body.code: body for body in Organisation.objects.filter(code__in=new)}
        KindPeriod.objects.bulk_create(
            [
                KindPeriod(
                    organisation=made[code],
                    kind=made[code].kind,
                    effective_from=REGISTER_DAY,
                    source=REGISTER_SOURCE,
                )
                for code in new
                if code in local
            ]
        )
        through = Organisation.subdistricts.through
        through.objects.bulk_create(
            [
                through(organisation_id=made[code].pk, subdistrict_id=subdistrict)
                for code in new
                for subdistrict in sorted(covers.get(code, ()))
            ]
        )
    results = [
        _counted("Local bodies", local, made),
        _counted("District offices", offices, made),
        _counted("Universities and agencies", wanted.keys() - local.keys() - offices.keys(), made),
    ]
    for result in results:
        say(str(result))
    return results


def _counted(what: str, codes: Collection[str], made: Collection[str]) -> Loaded:
    """How many of the bodies were made now."""
    new = sum(1 for code in codes if code in made)
    return Loaded(what, created=new, updated=0, unchanged=len(codes) - new)


def standard_departments() -> list[str]:
    """Names of the departments that most bodies have, in the usual order."""
    return [row["name"] for row in rows_of(DATA / "departments.csv")]


def start_departments(organisation: Organisation) -> int:
    """Give a body that has no department yet the usual ones; returns how many were made. The body then adapts them."""
    if organisation.departments.exists():
        return 0
    names = standard_departments()
    Department.objects.bulk_create(
        [Department(organisation=organisation, name=name, order=order) for order, name in enumerate(names, 1)]
    )
    return len(names)
