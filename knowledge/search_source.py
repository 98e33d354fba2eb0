"""What knowledge offers to the public search, with the words for its filters; see `KnowledgeConfig.ready()`."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.base.links import page_path
from portal.base.models import Document as File
from portal.people.models import Organisation
from portal.places.models import District, Subdistrict
from search.attachments import joined, texts_of
from search.facets import FacetWords, offer
from search.sources import Document, Source, register

from .models import Evidence, KnowledgeItem, Occupation, ValueChain
from .models.readiness import READY_LEVEL
from .models.spelling import text_fields
from .presentation import strongest

# Not what people look for, or not to be found by: contacts, licences, names of the fund's programme codes.
LEFT_OUT = frozenset(
    {
        "title",
        "draft_title",
        "seo_title",
        "search_description",
        "contact_channel",
        "licence",
        "seed_legal_power",
    }
)


def plain_text(item: KnowledgeItem) -> str:
    """All that the item says, as plain text; the summary comes first, so that snippets begin with it."""
    parts = [item.summary]
    parts += [
        str(getattr(item, field.attname) or "")
        for field in text_fields(item)
        if field.name not in LEFT_OUT and field.name != "summary"
    ]
    parts += [str(text) for text in item.body.stream_block.get_searchable_content(item.body)]
    for row in item.evidence.all():
        parts += [row.subdistrict.name_th, row.subdistrict.district.name_th] if row.subdistrict else []
    parts += [term.name for term in item.occupations.all()]
    return "\n".join(part for part in parts if part)


def document(item: KnowledgeItem, texts: Mapping[Any, str]) -> Document:
    """The item as search sees it; the item is its own kind, with evidence, occupations, organisation and attachments
    read. `texts`: what the attached files say (`search.attachments.texts_of`)."""
    evidence = list(item.evidence.all())
    places = [row.subdistrict for row in evidence if row.subdistrict]
    best = strongest(evidence)
    before, after = (best.income_before, best.income_after) if best is not None else (None, None)
    figure = after - before if before is not None and after is not None else None
    first = places[0] if places else None
    facets: dict[str, Iterable[str]] = {
        "occupation": [term.code for term in item.occupations.all()],
        "university": [item.organisation.code],
        "ready": ["1"] if (item.trl_now or 0) >= READY_LEVEL else [],
        "sample": ["1"] if item.is_sample else [],
    }
    return Document(
        object_id=str(item.pk),
        title=item.title,
        kind=item.kind,
        body=plain_text(item),
        attached=joined((str(file), texts.get(file.document_id, "")) for file in item.attachments.all()),
        url=page_path(item, item.locale.language_code),
        language=item.locale.language_code,
        translation_group=str(item.translation_key),
        names=tuple(term.name_en for term in item.occupations.all() if term.name_en),
        facets=facets,
        date=item.first_published_at.date() if item.first_published_at else None,
        expires_at=item.expire_at,
        figure=Decimal(figure) if figure is not None else None,
        district_code=first.district_id if first else "",
        subdistrict_code=first.code if first else "",
    )


def documents(items: Any) -> Iterable[Document]:
    """Documents of the public items among these; every language, since a translation is found by its own words."""
    evidence = Evidence.objects.select_related("subdistrict__district").order_by("sort_order")
    public = (
        items.live()
        .public()
        .filter(consent_withdrawn=False, alias_of__isnull=True)
        .specific()
        .select_related("locale")
        .prefetch_related(
            Prefetch("evidence", queryset=evidence), "occupations", "organisation", "attachments__document"
        )
    )
    found = list(public)
    texts = texts_of(file.document_id for item in found for file in item.attachments.all())
    return [document(item, texts) for item in found]


def items_with(**relation: Any) -> list[int]:
    """Primary keys of the public items that stand in such a relation to a row, whose name or text they show."""
    return list(KnowledgeItem.objects.live().filter(**relation).values_list("pk", flat=True).distinct())


def words() -> Iterable[str]:
    """Names that must not be cut: occupations and value chains."""
    yield from Occupation.objects.values_list("name", flat=True)
    yield from ValueChain.objects.values_list("name", flat=True)


def occupation_words(values: Sequence[str]) -> Mapping[str, str]:
    """{code: name} of occupations, in the order of the vocabulary."""
    return {term.code: term.label for term in Occupation.objects.filter(code__in=values)}


def university_words(values: Sequence[str]) -> Mapping[str, str]:
    """{code: name} of universities."""
    return {university.code: university.name for university in Organisation.objects.filter(code__in=values)}


def ready_words(values: Sequence[str]) -> Mapping[str, str | Promise]:
    """The one value of the readiness filter."""
    return {"1": _("Ready for use (TRL 7 and above)")} if "1" in values else {}


SOURCE = Source(
    key="knowledge",
    model=KnowledgeItem,
    documents=documents,
    words=words,
    shows={
        Subdistrict: lambda place: items_with(evidence__subdistrict=place.pk),
        District: lambda place: items_with(evidence__subdistrict__district=place.pk),
        Occupation: lambda term: items_with(occupations=term.pk),
        File: lambda file: items_with(attachments__document=file.pk),
    },
)


def connect() -> None:
    """Offer the source and its filters."""
    register(SOURCE)
    offer(FacetWords("occupation", _("Occupation"), occupation_words, keep_order=True))
    offer(FacetWords("university", _("University"), university_words))
    offer(FacetWords("ready", _("Readiness"), ready_words))
