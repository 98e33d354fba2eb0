"""Compares what an Elasticsearch server holds with the database, document by document and term by term."""

from typing import Any

from django.conf import settings
from django.db import connection
from elasticsearch.helpers import scan

from search.engines import elasticsearch_schema as schema
from search.models import SearchAudience, SearchDocument, SearchFacet

FIELDS = ["public", "kind", "language", "audience", "facet", "figure", "name", "digest"]


def differences(*, every: int = 1) -> list[str]:
    """What differs, in words; of the terms only one in `every` is looked up. Empty: the index equals the database."""
    client, alias = schema.connect(settings.SEARCH_URL)
    client = client.options(request_timeout=30)
    client.indices.refresh(index=alias)
    query = {"query": {"match_all": {}}, "docvalue_fields": FIELDS, "_source": False}
    there = {int(hit["_id"]): hit.get("fields", {}) for hit in scan(client, index=alias, query=query, size=1000)}
    here = _documents()
    told = [f"document {pk} is not on the server" for pk in here.keys() - there.keys()]
    told += [f"document {pk} is gone, but on the server" for pk in there.keys() - here.keys()]
    for pk in here.keys() & there.keys():
        theirs = {name: sorted(map(str, there[pk].get(name, []))) for name in FIELDS}
        told += [
            f"{pk}: {name} {theirs[name]}, not {here[pk][name]}" for name in FIELDS if theirs[name] != here[pk][name]
        ]
    return told + _postings(client, alias, every)


def _documents() -> dict[int, dict[str, list[str]]]:
    audiences: dict[int, list[str]] = {}
    for pk, key in SearchAudience.objects.values_list("document_id", "key"):
        audiences.setdefault(pk, []).append(key)
    facets: dict[int, list[str]] = {}
    for pk, name, value in SearchFacet.objects.values_list("document_id", "name", "value"):
        facets.setdefault(pk, []).append(f"{name}={value}")
    return {
        row.pk: {
            "public": [str(row.is_public)],
            "kind": [row.kind],
            "language": [row.language],
            "audience": sorted(audiences.get(row.pk, [])),
            "facet": sorted(facets.get(row.pk, [])),
            "figure": [] if row.figure is None else [str(float(row.figure))],
            "name": [row.title],
            "digest": [row.digest],
        }
        for row in SearchDocument.objects.defer("body")
    }


def _postings(client: Any, alias: str, every: int) -> list[str]:
    """The same terms lead to the same documents."""
    assert connection.vendor == "sqlite", "reads the posting rows of the engine beside the server"
    with connection.cursor() as cursor:
        cursor.execute("SELECT term, doc FROM search_posting WHERE abs(term) %% %s = 0", [every])
        rows = cursor.fetchall()
    held: dict[int, set[int]] = {}
    for term, doc in rows:
        held.setdefault(term, set()).add(doc)
    terms = sorted(held)
    told = []
    for start in range(0, len(terms), 400):
        portion = terms[start : start + 400]
        searches: list[dict[str, Any]] = []
        for term in portion:
            query = {"term": {"terms": schema.word(term)}}
            searches += [{}, {"query": query, "size": 2000, "_source": False, "track_total_hits": False}]
        answers = client.msearch(index=alias, searches=searches)["responses"]
        for term, answer in zip(portion, answers, strict=True):
            found = {int(hit["_id"]) for hit in answer["hits"]["hits"]}
            if found != held[term]:
                told.append(f"term {term}: {len(found)} documents on the server, {len(held[term])} in the database")
    return told
