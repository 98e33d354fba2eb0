"""THE door between what researchers know and what planners plan: an item quoted, frozen, and compared later.

A citation holds values, never a cascading key, and never a person's name or a picture: a plan must stand when the
item is withdrawn, and a printed plan cannot be recalled. Called by `plans` (through `knowledge.queries` and here).
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from portal.base.clock import now
from portal.places.names import full_name

from .models import KnowledgeItem


class NotQuotable(Exception):
    """The item is not public (draft, withdrawn, unpublished), so nothing of it may be quoted."""


@dataclass(frozen=True)
class CostLine:
    """One line of what the suggested project costs; `unit_price` in baht, prices of `price_year` (B.E.)."""

    label: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    price_year: int


@dataclass(frozen=True)
class PlanSeed:
    """What the item suggests for the columns of a plan form, neutral of any form. Blank text = nothing suggested."""

    project_name: str = ""
    objective: str = ""
    target: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    indicator: str = ""
    expected_result: str = ""
    programme_code: str = ""
    programme_name: str = ""
    responsible_unit: str = ""
    legal_power: str = ""
    kind: str = "project"
    risk: str = ""
    cost_lines: tuple[CostLine, ...] = ()


@dataclass(frozen=True)
class EvidenceFact:
    """What was found where: incomes in baht per household per month, `fiscal_year` B.E., `place` in Thai words."""

    subdistrict_code: str
    place: str
    moo: int | None
    relation: str
    fiscal_year: int
    households: int | None
    income_before: Decimal | None
    income_after: Decimal | None
    method: str
    source: str
    as_of: dt.date | None


@dataclass(frozen=True)
class Citation:
    """An item as it was quoted. `key` is its identity for ever (`translation_key`), `version` counts publications,
    `path` has no language ("knowledge/snru/tech-0001/"), `digest` is the SHA-256 of the quoted content."""

    key: str
    page_id: int
    revision_id: int
    version: int
    kind: str
    title: str
    summary: str
    organisation_id: int
    organisation: str
    contract_number: str
    path: str
    seed: PlanSeed
    evidence: tuple[EvidenceFact, ...]
    taken_at: dt.datetime
    digest: str


@dataclass(frozen=True)
class FieldChange:
    """A quoted field that reads differently now. `field` is a path such as "title" or "seed.objective"."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class SourceStatus:
    """How a cited item stands today. All blank and not live when it no longer exists.

    `latest_revision_id` is the revision that is public now: another one than a citation's means that it was updated.
    """

    live: bool = False
    withdrawn: bool = False
    title: str = ""
    path: str = ""
    version: int = 0
    contract_number: str = ""
    latest_revision_id: int | None = None


# What makes two quotations the same: not who took them when, nor the numbers of rows.
CONTENT_FIELDS = ("kind", "title", "summary", "organisation", "contract_number", "seed", "evidence")


def quote(item: KnowledgeItem) -> Citation:
    """Quote the public version of the item, whatever draft is in hand.

    Raises `NotQuotable` when the item is not live or consent was withdrawn.
    """
    page = KnowledgeItem.objects.select_related("live_revision", "organisation", "locale").filter(pk=item.pk).first()
    if page is None or not page.live or page.consent_withdrawn or page.live_revision is None:
        raise NotQuotable(_("This item is not published, so it cannot be used in a plan."))
    text: KnowledgeItem = page.live_revision.as_object()
    citation = Citation(
        key=str(page.translation_key),
        page_id=page.pk,
        revision_id=page.live_revision.pk,
        version=page.published_version,
        kind=text.kind,
        title=text.title,
        summary=text.summary,
        organisation_id=page.organisation_id,
        organisation=page.organisation.name_th,
        contract_number=text.contract_number,
        path=path_of(page.url_path),
        seed=_seed(text),
        evidence=_evidence(text),
        taken_at=now(),
        digest="",
    )
    return replace(citation, digest=digest_of(citation))


def digest_of(citation: Citation) -> str:
    """SHA-256 of the quoted content in a canonical JSON form."""
    content = {name: value for name, value in to_json(citation).items() if name in CONTENT_FIELDS}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def to_json(citation: Citation) -> dict[str, Any]:
    """The citation as plain JSON: decimals as text, days and moments in ISO form."""
    plain: dict[str, Any] = _plain(asdict(citation))
    return plain


def from_json(content: dict[str, Any]) -> Citation:
    """The citation that `to_json` wrote. Unknown keys of a later version are passed over."""
    seed = dict(content["seed"])
    seed["quantity"] = _decimal(seed.get("quantity"))
    seed["cost_lines"] = tuple(
        CostLine(
            label=line["label"],
            quantity=Decimal(line["quantity"]),
            unit=line["unit"],
            unit_price=Decimal(line["unit_price"]),
            price_year=line["price_year"],
        )
        for line in seed.get("cost_lines", ())
    )
    evidence = tuple(
        EvidenceFact(
            **{
                **_known(EvidenceFact, fact),
                "income_before": _decimal(fact.get("income_before")),
                "income_after": _decimal(fact.get("income_after")),
                "as_of": dt.date.fromisoformat(fact["as_of"]) if fact.get("as_of") else None,
            }
        )
        for fact in content.get("evidence", ())
    )
    return Citation(
        **{
            **_known(Citation, content),
            "seed": PlanSeed(**_known(PlanSeed, seed)),
            "evidence": evidence,
            "taken_at": dt.datetime.fromisoformat(content["taken_at"]),
        }
    )


def changed_since(citation: Citation) -> list[FieldChange]:
    """What reads differently in the version that is public now; empty when nothing does or nothing is public
    (`status_of` tells which). Lists (`evidence`, `seed.cost_lines`) are compared as a whole."""
    item = KnowledgeItem.objects.filter(
        translation_key=citation.key, locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True
    ).first()
    if item is None:
        return []
    try:
        now = quote(item)
    except NotQuotable:
        return []
    if now.digest == citation.digest:
        return []
    changes = [
        FieldChange(name, getattr(citation, name), getattr(now, name))
        for name in CONTENT_FIELDS
        if name != "seed" and getattr(citation, name) != getattr(now, name)
    ]
    changes += [
        FieldChange(f"seed.{part.name}", getattr(citation.seed, part.name), getattr(now.seed, part.name))
        for part in fields(PlanSeed)
        if getattr(citation.seed, part.name) != getattr(now.seed, part.name)
    ]
    return changes


def status_of(keys: Iterable[str]) -> dict[str, SourceStatus]:
    """How the cited items stand today, for every key asked, in one query."""
    wanted = {str(key) for key in keys}
    rows = KnowledgeItem.objects.filter(
        translation_key__in=wanted, locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True
    ).values(
        "translation_key",
        "live",
        "consent_withdrawn",
        "title",
        "url_path",
        "published_version",
        "contract_number",
        "live_revision_id",
    )
    found = {
        str(row["translation_key"]): SourceStatus(
            live=row["live"] and not row["consent_withdrawn"],
            withdrawn=row["consent_withdrawn"],
            title=row["title"],
            path=path_of(row["url_path"]),
            version=row["published_version"],
            contract_number=row["contract_number"],
            latest_revision_id=row["live_revision_id"],
        )
        for row in rows
    }
    return {key: found.get(key, SourceStatus()) for key in wanted}


def path_of(url_path: str) -> str:
    """The page's path without language and home page: "/<home>/knowledge/snru/tech-0001/" → "knowledge/…"."""
    parts = url_path.strip("/").split("/")[1:]
    return "/".join(parts) + "/" if parts else ""


def place_in_words(subdistrict: Any) -> str:
    """The place as a Thai sentence names it, whatever language the interface has."""
    if subdistrict is None:
        return ""
    with override("th"):
        parts = (full_name(subdistrict), full_name(subdistrict.district))
        return pgettext("between parts of an address", ", ").join(parts)


def _seed(text: KnowledgeItem) -> PlanSeed:
    programme = text.seed_programme
    return PlanSeed(
        project_name=text.seed_project_name,
        objective=text.seed_objective,
        target=text.seed_target,
        quantity=_canonical(text.seed_quantity),
        unit=text.seed_unit,
        indicator=text.seed_indicator,
        expected_result=text.seed_expected_result,
        programme_code=programme.code if programme else "",
        programme_name=programme.name if programme else "",
        responsible_unit=text.seed_responsible_unit,
        legal_power=text.seed_legal_power,
        kind=text.seed_kind,
        risk=text.seed_risk,
        cost_lines=tuple(
            CostLine(
                line.label,
                _canonical(line.quantity) or Decimal(0),
                line.unit,
                _canonical(line.unit_price) or Decimal(0),
                line.price_year,
            )
            for line in text.cost_lines.all()
        ),
    )


def _evidence(text: KnowledgeItem) -> tuple[EvidenceFact, ...]:
    return tuple(
        EvidenceFact(
            subdistrict_code=row.subdistrict_id or "",
            place=place_in_words(row.subdistrict),
            moo=row.moo,
            relation=row.relation,
            fiscal_year=row.fiscal_year,
            households=row.households,
            income_before=_canonical(row.income_before),
            income_after=_canonical(row.income_after),
            method=row.method,
            source=row.source,
            as_of=row.as_of,
        )
        for row in text.evidence.all()
    )


def _canonical(value: Any) -> Decimal | None:
    """One spelling per number: 30 and 30.00 are the same quotation."""
    if value is None:
        return None
    number = Decimal(value).normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral() else number


def _decimal(value: Any) -> Decimal | None:
    return Decimal(value) if value not in (None, "") else None


def _known(kind: type, content: dict[str, Any]) -> dict[str, Any]:
    names = {part.name for part in fields(kind)}
    return {name: value for name, value in content.items() if name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value
