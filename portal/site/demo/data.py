"""Reads the demonstration's items and plans and checks them against the contract. Called by `manage.py demo`.

The JSON beside this module is all there is to load; every figure in it is invented unless `source` says otherwise, and
everything is a sample. The loader turns it into pages and entries through the product's own actions.

`items/{technologies,courses,cases,outputs}.json`: lists of items, in the order of their slugs. Keys are the names of
the knowledge models' fields. Relations are codes: `organisation` (people), `occupations`, `capitals`,
`capitals_needed`, `seasons`, `sdgs`, `tpmap_dimensions`, `value_chains`, `poverty_model`, `partners` (vocabularies),
`seed_programme` (BudgetProgramme), `technologies` (slugs), `evidence[].subdistrict` (place code). Dates are ISO,
Gregorian; years are B.E. Besides:
* `kind`: technology, course, case, output; `picture`: a kind of `pictures.KINDS`, drawn with the slug as its seed;
* `body`: [{type, value}], heading and paragraph: text; list: [text] (to be stored as a paragraph with <ul>);
  quote: {text, speaker};
* `source` (optional): where the facts of the item come from, in words; to be shown as the last paragraph of the body.
A missing key means blank. Items without `seed_*` and cost lines are meant so: they show low readiness.

`plans/*.json`: one plan each (organisation, plan_type, edition) with `setup` (heading_lines, groups with children,
departments, villages, existing_projects) and `books`. A book's `entries` have the fields of PlanEntry under the same
names, and besides: `key` (unique in the book), `item` (slug to cite, or null: written by hand), `group` (code of the
lowest group), `department` (name), `budgets` {"2571": 60000, "2572": null, "2573": 0} (null: no row; 0: a stated zero),
`cost_lines`, and in open books `state` (draft, submitted, returned) and `returns` [{field, reason}].
A book's `meetings` stand in the order of recording: stage, session, number, date, attendance, votes, and `outcomes`
[{entry, outcome, note, adjust}]; `adjust` holds the fields to save before FinishAdjusting when the outcome is
with_changes. An entry that a meeting did not endorse is in no later meeting. `announcement` is null in open books.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
ITEM_FILES = ("technologies", "courses", "cases", "outputs")
Record = dict[str, Any]

TEXT = (str,)
WHOLE = (int,)
NUMBER = (int, float)
COMMON: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("slug", "kind", "title", "picture", "summary", "organisation"), TEXT),
    **dict.fromkeys(("faculty", "contact_office", "contact_channel", "contract_number", "fund", "programme"), TEXT),
    **dict.fromkeys(("poverty_model", "limits", "licence", "ip_note", "next_review_date", "source"), TEXT),
    **dict.fromkeys(("fund_fiscal_year", "trl_now", "trl_target", "srl_now", "srl_target"), WHOLE),
    **dict.fromkeys(("body", "occupations", "capitals", "tpmap_dimensions", "sdgs", "value_chains"), (list,)),
    **dict.fromkeys(("evidence", "cost_lines", "researchers", "capitals_needed", "seasons"), (list,)),
    "is_sample": (bool,),
    "seed_quantity": NUMBER,
    **dict.fromkeys(("seed_project_name", "seed_objective", "seed_target", "seed_unit", "seed_indicator"), TEXT),
    **dict.fromkeys(("seed_expected_result", "seed_programme", "seed_responsible_unit", "seed_legal_power"), TEXT),
    **dict.fromkeys(("seed_kind", "seed_risk"), TEXT),
}
PARTICULAR: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "technology": {
        **dict.fromkeys(("problem", "how_it_works", "running_cost_per", "inputs", "utilities", "skills"), TEXT),
        **dict.fromkeys(("season", "capacity", "standards", "supplier", "procurement", "ip_kind", "ip_number"), TEXT),
        **dict.fromkeys(("unit_cost", "running_cost", "lifetime_years", "payback_months"), NUMBER),
        "training_available": (bool,),
    },
    "course": {
        **dict.fromkeys(("objective", "outline", "prerequisites", "target_group", "quantitative_goal"), TEXT),
        **dict.fromkeys(("qualitative_goal", "assessment", "trainers"), TEXT),
        **dict.fromkeys(("hours", "days", "class_size", "cost_per_class"), WHOLE),
        "certificate": (bool,),
        "technologies": (list,),
    },
    "case": {
        **dict.fromkeys(("period_start", "period_end", "income_method", "what_failed"), TEXT),
        **dict.fromkeys(("households_before", "households_after", "income_before", "income_after"), WHOLE),
        "partners": (list,),
    },
    "output": {
        **dict.fromkeys(("platform", "programme_code", "project_start", "project_end", "abstract"), TEXT),
        "output_type": WHOLE,
    },
}
ITEM_REQUIRED = frozenset(
    {
        "slug", "kind", "title", "is_sample", "picture", "summary", "body", "organisation", "contact_office",
        "contract_number", "fund_fiscal_year", "occupations", "capitals", "sdgs", "limits", "trl_now", "srl_now",
        "licence", "evidence", "cost_lines",
    }
)  # fmt: skip
KIND_REQUIRED = {
    "technology": {"problem", "how_it_works", "procurement"},
    "course": {"objective", "hours", "days", "outline", "class_size", "technologies"},
    "case": {"period_start", "period_end", "partners", "what_failed", "income_method"},
    "output": {"output_type", "abstract"},
}
EVIDENCE = {"subdistrict", "moo", "relation", "fiscal_year", "households", "income_before", "income_after", "method",
            "source", "as_of"}  # fmt: skip
COST = {"label", "quantity", "unit", "unit_price", "price_year"}
PLAN = {"slug", "organisation", "plan_type", "title", "edition", "is_sample", "setup", "books"}
SETUP = {"heading_lines", "groups", "departments", "villages", "existing_projects"}
EXISTING = {"name", "book_label", "page", "item", "moo", "years"}
BOOK = {"slug", "kind", "label", "reason", "state", "first_page", "entries", "meetings", "announcement"}
ENTRY = {
    "key", "item", "form", "group", "programme", "title", "objective", "target", "quantity", "unit", "subdistrict",
    "villages", "place_note", "land", "indicator", "expected_result", "department", "responsible", "reason",
    "origin_who", "origin_place", "origin_date", "legal_power", "funding_route", "details", "warning_reasons",
    "budgets", "cost_lines",
}  # fmt: skip
OPEN_ENTRY = {"state", "returns"}
MEETING = {"stage", "title", "session", "number", "date", "place", "members", "attendance", "votes", "outcomes"}
OUTCOME = {"entry", "outcome", "note", "adjust"}
ANNOUNCEMENT = {"date", "number", "signer", "signer_title", "posted_from", "posted_until", "notices"}
OUTCOMES = frozenset({"endorsed", "with_changes", "not_endorsed", "deferred", "beyond_capacity"})
FAVOURABLE = frozenset({"endorsed", "with_changes"})
STAGES = ("committee", "community", "council", "executive", "district_committee")
FORMS = frozenset({"p02", "p02-2", "p03", "district", "agency"})
SUMMARY_LENGTH = 300
POSTING_DAYS = 30
PERSONAL_NUMBER = re.compile(r"\d(?:[\s-]?\d){12}|\b0\d{1,2}[\s-]?\d{3}[\s-]?\d{3,4}\b")


class DemoDataError(ValueError):
    """The demonstration's data break the contract; the message names the record."""


@dataclass(frozen=True)
class DemoData:
    """All items (by order of slug within their kind) and all plans, checked."""

    items: tuple[Record, ...]
    plans: tuple[Record, ...]

    @property
    def items_by_slug(self) -> dict[str, Record]:
        """Items by slug ("tech-0001")."""
        return {item["slug"]: item for item in self.items}


@dataclass(frozen=True)
class Codes:
    """Codes that the data may name, from the data lists of the project."""

    organisations: frozenset[str]
    subdistricts: frozenset[str]
    villages: frozenset[str]
    vocabularies: Mapping[str, frozenset[str]]


@cache
def codes() -> Codes:
    """The codes of places, bodies and vocabularies as the product itself loads them."""
    people, places = ROOT / "portal/people/data", ROOT / "portal/places/data"
    admin = _rows(places / "admin.csv")
    bodies = {row["dola_code"] for row in _rows(people / "local_bodies_47.csv")}
    others = {row["code"] for row in _rows(people / "other_bodies_47.csv")}
    offices = {f"district-{row['code']}" for row in admin if row["level"] == "2" and row["parent"] == "47"}
    vocabularies = json.loads((ROOT / "knowledge/data/vocabularies.json").read_text(encoding="utf-8"))
    return Codes(
        organisations=frozenset(bodies | others | offices),
        subdistricts=frozenset(row["code"] for row in admin if row["level"] == "3" and row["code"].startswith("47")),
        villages=frozenset(row["code"] for row in _rows(places / "villages_47.csv")),
        vocabularies={
            name: frozenset(row["code"] if isinstance(row, dict) else row[0] for row in rows)
            for name, rows in vocabularies.items()
        },
    )


@cache
def load() -> DemoData:
    """Everything, checked; DemoDataError at the first record that breaks the contract."""
    items = tuple(item for name in ITEM_FILES for item in _json(HERE / "items" / f"{name}.json"))
    plans = tuple(_json(path) for path in sorted((HERE / "plans").glob("*.json")))
    for item in items:
        check_item(item)
    _unique((item["slug"] for item in items), "item slug")
    _unique((item["title"] for item in items), "item title")
    slugs = {item["slug"] for item in items}
    for item in items:
        _known(item.get("technologies", []), slugs, f"{item['slug']} technologies")
    for plan in plans:
        check_plan(plan, slugs)
    return DemoData(items, plans)


def check_item(item: Record) -> None:
    """One item against the contract: keys, types, codes, lengths, personal numbers."""
    where = str(item.get("slug", item))
    kind = item.get("kind", "")
    _require(kind in PARTICULAR, f"{where}: kind {kind!r}")
    allowed = {**COMMON, **PARTICULAR[kind]}
    _keys(item, allowed, ITEM_REQUIRED | KIND_REQUIRED[kind], where)
    for key, value in item.items():
        _require(isinstance(value, allowed[key]), f"{where}: {key} is {type(value).__name__}")
    _require(item["is_sample"], f"{where}: not a sample")
    _require(0 < len(item["summary"]) <= SUMMARY_LENGTH, f"{where}: summary of {len(item['summary'])} characters")
    _require(3 <= len(item["body"]) <= 6, f"{where}: {len(item['body'])} blocks")
    for block in item["body"]:
        _check_block(block, where)
    words = codes().vocabularies
    for key, name in (
        ("occupations", "occupations"), ("capitals", "livelihood_capitals"), ("sdgs", "sustainable_goals"),
        ("capitals_needed", "livelihood_capitals"), ("seasons", "seasons"),
        ("tpmap_dimensions", "tpmap_dimensions"), ("value_chains", "value_chains"), ("partners", "partner_kinds"),
    ):  # fmt: skip
        _known(item.get(key, []), words[name], f"{where} {key}")
        _unique(item.get(key, []), f"{where} {key}")
    for key, name in (("poverty_model", "poverty_models"), ("seed_programme", "budget_programmes")):
        if key in item:
            _known([item[key]], words[name], f"{where} {key}")
    _known([item["organisation"]], codes().organisations, f"{where} organisation")
    _require(("seed_quantity" in item) == ("seed_unit" in item), f"{where}: quantity and unit go together")
    for row in item["evidence"]:
        _check_evidence(row, where)
    for line in item["cost_lines"]:
        _check_cost(line, where)
    _no_personal_numbers(item, where)


def check_plan(plan: Record, item_slugs: Iterable[str]) -> None:
    """One plan: setup, books, entries, meetings in order, announcement."""
    where = str(plan.get("slug", plan))
    _keys(plan, PLAN, PLAN, where)
    _require(plan["is_sample"], f"{where}: not a sample")
    _require(plan["plan_type"] in ("subdistrict", "district", "agency"), f"{where}: plan_type")
    _require(plan["edition"] in ("2566", "2571"), f"{where}: edition")
    _known([plan["organisation"]], codes().organisations, f"{where} organisation")
    setup = plan["setup"]
    _keys(setup, SETUP, SETUP, where)
    _known(setup["villages"], codes().villages, f"{where} villages")
    for row in setup["existing_projects"]:
        _keys(row, EXISTING, EXISTING, where)
    _unique((book["slug"] for book in plan["books"]), f"{where} books")
    for book in plan["books"]:
        _check_book(plan, book, set(item_slugs), f"{where}/{book.get('slug')}")
    _no_personal_numbers({**plan, "setup": {**setup, "villages": []}, "books": _without_codes(plan["books"])}, where)


def lowest_groups(setup: Record) -> set[str]:
    """Codes of the groups that entries may hang on."""
    found: set[str] = set()
    for group in setup["groups"]:
        found |= {child["code"] for child in group["children"]} or {group["code"]}
    return found


def _check_book(plan: Record, book: Record, slugs: set[str], where: str) -> None:
    _keys(book, BOOK, BOOK, where)
    _require(book["state"] in ("open", "announced"), f"{where}: state")
    _require(book["kind"] in ("original", "addition"), f"{where}: kind")
    _unique((entry["key"] for entry in book["entries"]), f"{where} entries")
    for entry in book["entries"]:
        _check_entry(plan, book, entry, slugs, f"{where}/{entry.get('key')}")
    if book["state"] == "open":
        _require(not book["meetings"] and book["announcement"] is None, f"{where}: an open book is not decided")
        return
    left = {entry["key"] for entry in book["entries"]}
    last = date.min
    for meeting in book["meetings"]:
        _keys(meeting, MEETING, MEETING, where)
        _known([meeting["stage"]], STAGES, f"{where} stage")
        held = date.fromisoformat(meeting["date"])
        _require(held >= last, f"{where}: meetings out of order")
        last = held
        named = {row["entry"] for row in meeting["outcomes"]}
        _require(named == left, f"{where}: {meeting['stage']} resolves on {sorted(named)}, not {sorted(left)}")
        votes = meeting["votes"]
        _require(votes is None or sum(votes.values()) == meeting["attendance"], f"{where}: votes and attendance differ")
        for row in meeting["outcomes"]:
            _keys(row, OUTCOME, OUTCOME, where)
            _known([row["outcome"]], OUTCOMES, f"{where} outcome")
            _require(row["outcome"] == "endorsed" or bool(row["note"]), f"{where}: an outcome without its words")
            _require((row["outcome"] == "with_changes") == bool(row["adjust"]), f"{where}: changes without words")
            _known(row["adjust"], ENTRY, f"{where} adjust")
            if row["outcome"] not in FAVOURABLE:
                left.discard(row["entry"])
    act = book["announcement"]
    _keys(act, ANNOUNCEMENT, ANNOUNCEMENT, where)
    begun, until = date.fromisoformat(act["posted_from"]), date.fromisoformat(act["posted_until"])
    _require(last <= date.fromisoformat(act["date"]) <= begun, f"{where}: announced before the last meeting")
    _require(until - begun >= timedelta(days=POSTING_DAYS), f"{where}: posted for less than {POSTING_DAYS} days")


def _check_entry(plan: Record, book: Record, entry: Record, slugs: set[str], where: str) -> None:
    is_open = book["state"] == "open"
    _keys(entry, ENTRY | OPEN_ENTRY, ENTRY | (OPEN_ENTRY if is_open else set()), where)
    _require(entry["form"] in FORMS, f"{where}: form")
    _require(entry["item"] is None or entry["item"] in slugs, f"{where}: unknown item {entry['item']}")
    _known([entry["group"]], lowest_groups(plan["setup"]), f"{where} group")
    _known([entry["department"]], plan["setup"]["departments"], f"{where} department")
    _known([entry["programme"]], codes().vocabularies["budget_programmes"], f"{where} programme")
    _known([entry["subdistrict"]], codes().subdistricts, f"{where} subdistrict")
    _known(entry["villages"], codes().villages, f"{where} villages")
    for key in ("title", "objective", "target", "unit", "expected_result", "responsible", "reason", "legal_power"):
        _require(bool(entry[key]), f"{where}: {key} is blank")
    _require(entry["objective"].startswith("เพื่อ"), f"{where}: objective")
    first = int(plan["edition"])
    _require(set(entry["budgets"]) == {str(first + n) for n in range(5)}, f"{where}: years of the budget")
    funded = [amount for amount in entry["budgets"].values() if amount]
    _require(bool(funded), f"{where}: no money")
    total = 0
    for line in entry["cost_lines"]:
        _check_cost(line, where)
        total += line["quantity"] * line["unit_price"]
    _require(total in (*funded, sum(funded)), f"{where}: cost lines of {total} explain no year")
    if is_open:
        _require(entry["state"] in ("draft", "submitted", "returned"), f"{where}: state")
        _require((entry["state"] == "returned") == bool(entry["returns"]), f"{where}: returned without a reason")


def _check_block(block: Record, where: str) -> None:
    _keys(block, {"type", "value"}, {"type", "value"}, where)
    value = block["value"]
    good = {
        "heading": lambda: isinstance(value, str) and len(value) <= 120,
        "paragraph": lambda: isinstance(value, str),
        "list": lambda: isinstance(value, list) and all(isinstance(row, str) for row in value),
        "quote": lambda: isinstance(value, dict) and set(value) == {"text", "speaker"},
    }
    _require(block["type"] in good and good[block["type"]]() and bool(value), f"{where}: block {block['type']}")


def _check_evidence(row: Record, where: str) -> None:
    _keys(row, EVIDENCE, EVIDENCE, where)
    _known([row["subdistrict"]], codes().subdistricts, f"{where} evidence")
    if row["moo"] is not None:
        _known([f"{row['subdistrict']}{row['moo']:02d}"], codes().villages, f"{where} evidence")
    _known([row["relation"]], ("origin", "tested", "used"), f"{where} relation")
    _require(2560 <= row["fiscal_year"] <= 2570, f"{where}: evidence of {row['fiscal_year']}")
    _require((row["income_before"] is None) == (row["income_after"] is None), f"{where}: income before and after")
    _require(bool(row["method"] and row["source"]), f"{where}: evidence without method and source")
    date.fromisoformat(row["as_of"])


def _check_cost(line: Record, where: str) -> None:
    _keys(line, COST, COST, where)
    _require(line["quantity"] > 0 and line["unit_price"] > 0, f"{where}: cost line {line['label']}")


def _without_codes(books: list[Record]) -> list[Record]:
    """Books without place codes and amounts, which are numbers but nobody's."""
    left_out = {"villages", "subdistrict", "budgets", "cost_lines", "meetings"}
    return [{**b, "entries": [{k: v for k, v in e.items() if k not in left_out} for e in b["entries"]]} for b in books]


def _no_personal_numbers(value: object, where: str) -> None:
    if isinstance(value, str):
        _require(PERSONAL_NUMBER.search(value) is None, f"{where}: looks like a telephone or citizen number: {value}")
    elif isinstance(value, Mapping):
        for part in value.values():
            _no_personal_numbers(part, where)
    elif isinstance(value, list):
        for part in value:
            _no_personal_numbers(part, where)


def _keys(record: Record, allowed: Iterable[str], required: Iterable[str], where: str) -> None:
    unknown, missing = set(record) - set(allowed), set(required) - set(record)
    _require(not unknown, f"{where}: unknown {sorted(unknown)}")
    _require(not missing, f"{where}: missing {sorted(missing)}")


def _known(values: Iterable[str], allowed: Iterable[str], where: str) -> None:
    strange = set(values) - set(allowed)
    _require(not strange, f"{where}: unknown code {sorted(strange)}")


def _unique(values: Iterable[str], where: str) -> None:
    seen = list(values)
    _require(len(seen) == len(set(seen)), f"{where}: twice the same")


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise DemoDataError(message)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
