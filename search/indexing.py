"""Keeps the index equal to the content: one object at a time as it changes, or everything at a rebuild.

Called through `search.sources`, by signals and by the two management commands. An object is indexed in the transaction
that changes it, so what is found and what is stored cannot differ for longer than that.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from search import analysis, lexicon
from search.ahead import WORTH_FROM, Analyst, Offered, Texts, all_counts, all_vectors, counts_of, vector_of
from search.engines import get_engine
from search.engines.impact import Vector
from search.models import IndexState, SearchAudience, SearchDocument, SearchFacet, SearchWord
from search.places import point_of
from search.registry import Document, Source, sources, sources_of
from search.rows import write_rows

ANALYSIS_VERSION = 4
"""Raise it when `search.analysis` or `search.engines.impact` changes what is stored of a text, or an engine how it is
stored: `reconcile` then renews every document, and `./run` and `bootstrap` rebuild the index by themselves."""

CHUNK = 100
REBUILD_CHUNK = 400
"""Documents of one transaction of a rebuild: about a second, in which other writers wait on SQLite."""
READ_AHEAD = 2
"""How many of these are read and analysed ahead."""
SAMPLE = 250

Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What a rebuild or a reconciliation did, in documents."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True)
class Ready:
    """Vectors of texts that were analysed ahead, and what they were made with."""

    basis: tuple[int, float, float]
    vectors: Mapping[Texts, Vector]


def _basis(frozen: IndexState) -> tuple[int, float, float]:
    return frozen.dictionary_version, frozen.average_title, frozen.average_all


def index_object(obj: Model) -> None:
    """Index `obj` again for every source of its model, or forget it when it yields no document any more."""
    for source in sources_of(type(obj)):
        index_ids(source, [obj.pk])


def remove_object(obj: Model, pk: Any = None) -> None:
    """Forget `obj`, which is being deleted. `pk`: its primary key when the object no longer carries it."""
    for source in sources_of(type(obj)):
        _forget(source, [str(pk if pk is not None else obj.pk)])


def index_ids(source: Source, ids: Sequence[Any]) -> Report:
    """Index the objects of `source` with these primary keys in one transaction, those that changed."""
    with transaction.atomic():
        frozen = lexicon.state()
        lexicon.use_current(frozen)
        documents = list(source.documents(source.objects().filter(pk__in=list(ids))))
        return _renew(source, [str(pk) for pk in ids], documents, frozen, False, {})


def _sweep_ids(source: Source, ids: Sequence[Any], force: bool, ready: Ready) -> Report:
    """`index_ids` for a sweep over everything, which leaves to others what they change meanwhile. With `force` what
    did not change as well. `ready`: vectors of texts that were analysed already."""
    names = [str(pk) for pk in ids]
    with transaction.atomic():
        frozen = lexicon.state()
        lexicon.use_current(frozen)
        before = _versions(source, names)
        documents = list(source.documents(source.objects().filter(pk__in=list(ids))))
        now = _versions(source, names, hold=True)
        # What others have indexed since, or are just indexing, was read here before they changed it.
        own = [name for name in names if now.get(name) == before.get(name)]
        # Another rebuild may have frozen another dictionary or other averages meanwhile.
        vectors = ready.vectors if ready.basis == _basis(frozen) else {}
        return _renew(source, own, documents, frozen, force, vectors)


def _versions(source: Source, names: Sequence[str], *, hold: bool = False) -> dict[str, datetime]:
    """When each document was indexed. `hold`: they are kept from others until the end of the transaction; those that
    others hold are left out. Where a transaction keeps all others from writing, there is nothing to tell."""
    if not connection.features.has_select_for_update_skip_locked:
        return {}
    rows = SearchDocument.objects.filter(source=source.key, object_id__in=names)
    if hold:
        rows = rows.select_for_update(skip_locked=True)
    return dict(rows.values_list("object_id", "updated_at"))


def _renew(
    source: Source,
    names: Sequence[str],
    documents: Sequence[Document],
    frozen: IndexState,
    force: bool,
    ready: Mapping[Texts, Vector],
) -> Report:
    """Store those of the documents that are called `names`, and forget what has one of these names and no document."""
    wanted = set(names)
    found = {document.object_id: document for document in documents if document.object_id in wanted}
    report = write_documents(source, list(found.values()), frozen, force, ready)
    report.removed = _forget(source, [name for name in names if name not in found])
    return report


def rebuild(progress: Progress | None = None) -> Report:
    """Renew the whole index: dictionary, average lengths, every document.

    Search goes on meanwhile: documents are replaced in short transactions, none is taken out first.
    """
    frozen = lexicon.freeze((source.key, word) for source in sources() for word in source.words())
    engine = get_engine()
    with _analyst() if _total() >= WORTH_FROM else nullcontext() as analyst:
        sample = _freeze_averages(frozen, analyst)
        engine.begin_rebuild()
        done = False
        try:
            report = _sweep(True, progress, Ready(_basis(frozen), sample), analyst)
            done = True
        finally:
            engine.finish_rebuild(done)
    return report


def reconcile(progress: Progress | None = None) -> Report:
    """Find and mend every difference between the index and the content, without touching what agrees."""
    return _sweep(False, progress, Ready(_basis(lexicon.state()), {}), None)


def _total() -> int:
    return sum(source.objects().count() for source in sources())


def _sweep(force: bool, progress: Progress | None, sample: Ready, analyst: Analyst | None) -> Report:
    total = _total()
    done = 0
    report = Report()
    engine = get_engine()
    # In this order: what others index meanwhile is known and not held, and is only written once more.
    held = engine.stored_ids()
    known = set(SearchDocument.objects.values_list("pk", flat=True))
    # A document that lost its vector counts as changed, whatever its digest says.
    SearchDocument.objects.filter(pk__in=list(known - held)).update(digest="")
    engine.remove(sorted(held - known))
    for source in sources():
        keys = list(source.objects().order_by("pk").values_list("pk", flat=True))
        for chunk, ready in _chunks(source, keys, analyst, sample):
            part = _sweep_ids(source, chunk, force, ready)
            report.written += part.written
            report.unchanged += part.unchanged
            report.removed += part.removed
            done += len(chunk)
            if progress is not None:
                progress(done, total)
        # In this order: what others make and index meanwhile exists by the time that this is asked.
        stored = list(SearchDocument.objects.filter(source=source.key).values_list("object_id", flat=True))
        existing = {str(pk) for pk in source.objects().values_list("pk", flat=True)}
        report.removed += _forget(source, [pk for pk in stored if pk not in existing])
    orphans = SearchDocument.objects.exclude(source__in=[source.key for source in sources()])
    with transaction.atomic():
        ids = list(orphans.values_list("pk", flat=True))
        engine.remove(ids)
        orphans.delete()
    report.removed += len(ids)
    with transaction.atomic():
        engine.tidy()
    return report


def _analyst() -> Analyst:
    words = SearchWord.objects.filter(since_version__isnull=False).values_list("word", flat=True)
    return Analyst(words)


def _chunks(
    source: Source, keys: Sequence[Any], analyst: Analyst | None, sample: Ready
) -> Iterator[tuple[Sequence[Any], Ready]]:
    """The keys in chunks, each with the sample and what the analyst, who has the next ones meanwhile, made of it."""
    if analyst is None:
        for start in range(0, len(keys), CHUNK):
            yield keys[start : start + CHUNK], sample
        return
    _version, average_title, average_all = sample.basis
    work = partial(all_vectors, average_title=average_title, average_all=average_all)
    ahead: deque[tuple[Sequence[Any], Offered[Vector]]] = deque()
    for start in range(0, len(keys), REBUILD_CHUNK):
        chunk = keys[start : start + REBUILD_CHUNK]
        documents = source.documents(source.objects().filter(pk__in=chunk)) if analyst.started else ()
        texts = [one for document in documents if (one := Texts.of(document, source.suggested)) not in sample.vectors]
        ahead.append((chunk, analyst.offer(work, texts)))
        if len(ahead) > READ_AHEAD:
            first, offered = ahead.popleft()
            yield first, Ready(sample.basis, {**sample.vectors, **analyst.take(offered)})
    for chunk, offered in ahead:
        yield chunk, Ready(sample.basis, {**sample.vectors, **analyst.take(offered)})


def _freeze_averages(frozen: IndexState, analyst: Analyst | None) -> dict[Texts, Vector]:
    """Measure the average lengths over an even sample of at most `SAMPLE` objects and keep them in `frozen`; the
    vectors of the sample."""
    texts: list[Texts] = []
    step = -(-max(1, _total()) // SAMPLE)
    for source in sources():
        keys = list(source.objects().order_by("pk").values_list("pk", flat=True))[::step]
        for start in range(0, len(keys), CHUNK):
            documents = source.documents(source.objects().filter(pk__in=keys[start : start + CHUNK]))
            texts += [Texts.of(document, source.suggested) for document in documents]
    counted = {} if analyst is None else analyst.take(analyst.offer(all_counts, texts))
    sample = {one: counted.get(one) or counts_of(one) for one in texts}
    if sample:
        frozen.average_title = max(1.0, sum(counts.title.total() for counts in sample.values()) / len(sample))
        frozen.average_all = max(1.0, sum(counts.everything.total() for counts in sample.values()) / len(sample))
    frozen.built_at = timezone.now()
    frozen.save()
    return {one: vector_of(one, frozen.average_title, frozen.average_all, counts) for one, counts in sample.items()}


def _vector(document: Document, suggested: bool, frozen: IndexState, ready: Mapping[Texts, Vector]) -> Vector:
    texts = Texts.of(document, suggested)
    return ready.get(texts) or vector_of(texts, frozen.average_title, frozen.average_all)


def _facets(document: Document) -> set[tuple[str, str]]:
    facets = {(name, str(value)) for name, values in document.facets.items() for value in values if str(value)}
    own = {
        "kind": document.kind,
        "language": document.language,
        "district": document.district_code,
        "subdistrict": document.subdistrict_code,
    }
    return facets | {(name, value) for name, value in own.items() if value}


def _digest(document: Document, suggested: bool, frozen: IndexState) -> str:
    """A digest of everything that decides what is stored for `document`."""
    plain = replace(document, facets={}, audiences=frozenset())
    parts = (
        plain,
        sorted(_facets(document)),
        sorted(document.audiences),
        suggested,
        frozen.dictionary_version,
        frozen.average_title,
        frozen.average_all,
        ANALYSIS_VERSION,
    )
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _row(source: Source, document: Document, digest: str) -> SearchDocument:
    point: tuple[float, float] | None = None
    if document.latitude is not None and document.longitude is not None:
        point = (document.latitude, document.longitude)
    elif code := document.subdistrict_code or document.district_code:
        point = point_of(code)
    return SearchDocument(
        source=source.key,
        object_id=document.object_id,
        kind=document.kind,
        language=document.language,
        translation_group=document.translation_group or f"{source.key}:{document.object_id}",
        is_public=document.public,
        expires_at=document.expires_at,
        date=document.date,
        figure=document.figure,
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        district_code=document.district_code,
        subdistrict_code=document.subdistrict_code,
        digest=digest,
        updated_at=timezone.now(),
        url=document.url,
        title=analysis.readable(document.title)[:500],
        # What files say comes last, so a snippet is cut from there only when the words stand nowhere else.
        body=analysis.readable(f"{document.body}\n{document.attached}".strip())[: analysis.MAX_DOCUMENT_CHARACTERS],
    )


def write_documents(
    source: Source,
    documents: Sequence[Document],
    frozen: IndexState,
    force: bool,
    ready: Mapping[Texts, Vector],
) -> Report:
    """Store the documents that changed. Part of the caller's transaction."""
    stored = dict(
        SearchDocument.objects.filter(
            source=source.key, object_id__in=[document.object_id for document in documents]
        ).values_list("object_id", "digest")
    )
    changed: list[tuple[Document, SearchDocument]] = []
    for document in documents:
        digest = _digest(document, source.suggested, frozen)
        if force or stored.get(document.object_id) != digest:
            changed.append((document, _row(source, document, digest)))
    report = Report(written=len(changed), unchanged=len(documents) - len(changed))
    if not changed:
        return report
    write_rows([row for _, row in changed], ("source", "object_id"))
    ids = dict(
        SearchDocument.objects.filter(
            source=source.key, object_id__in=[document.object_id for document, _ in changed]
        ).values_list("object_id", "pk")
    )
    keyed = [(ids[document.object_id], document) for document, _ in changed]
    SearchFacet.objects.filter(document__in=ids.values()).delete()
    write_rows(
        [
            SearchFacet(document_id=pk, name=name, value=value[:120])
            for pk, document in keyed
            for name, value in sorted(_facets(document))
        ]
    )
    SearchAudience.objects.filter(document__in=ids.values()).delete()
    write_rows(
        [SearchAudience(document_id=pk, key=key) for pk, document in keyed for key in sorted(document.audiences)]
    )
    get_engine().store({pk: _vector(document, source.suggested, frozen, ready) for pk, document in keyed})
    return report


def _forget(source: Source, object_ids: Sequence[str]) -> int:
    """Remove documents by their objects' ids; returns how many there were."""
    if not object_ids:
        return 0
    removed = 0
    for start in range(0, len(object_ids), CHUNK):
        with transaction.atomic():
            doomed = SearchDocument.objects.filter(source=source.key, object_id__in=object_ids[start : start + CHUNK])
            ids = list(doomed.values_list("pk", flat=True))
            if ids:
                get_engine().remove(ids)
                doomed.delete()
        removed += len(ids)
    return removed
