"""The requests of one search on Elasticsearch. Called by `search.engines.elasticsearch`.

The same rules as in `search.engines.sql`: rare terms choose, a document must cover a share of the weight that the best
one covers, all terms rank.
"""

import re
from collections.abc import Iterable
from typing import Any

from elasticsearch import Elasticsearch

from search.engines.base import Scope, SearchAnswer, SearchRequest
from search.engines.elasticsearch_schema import word
from search.engines.sql import Weighted

DEEPEST = 10_000
MOST_VALUES = 5_000

Query = dict[str, Any]


def visible(scope: Scope, hidden: list[int]) -> Query:
    """What may be seen, and is of the kinds and language asked for."""
    may: list[Query] = [{"term": {"public": True}}]
    if scope.audiences:
        may.append({"terms": {"audience": sorted(scope.audiences)}})
    must: list[Query] = [{"bool": {"should": may, "minimum_should_match": 1}}]
    if scope.kinds is not None:
        must.append({"terms": {"kind": list(scope.kinds)}})
    wont: list[Query] = [{"range": {"expires": {"lte": scope.now.isoformat()}}}]
    if hidden or scope.without:
        wont.append({"terms": {"id": [*hidden, *scope.without]}})
    return {"bool": {"filter": must, "must_not": wont}}


def covering(terms: Weighted, least: int = 0) -> Query:
    """Documents that hold any of `terms`, scored by the weight they cover, which is at least `least`."""
    query = _any({"constant_score": {"filter": {"term": {"terms": word(key)}}, "boost": value}} for key, value in terms)
    return {"function_score": {"query": query, "min_score": least}} if least else query


def ranking(terms: Weighted) -> Query:
    """Documents scored by the sum of weight × impact: a term in a `sparse_vector` scores its impact."""
    return _any({"term": {"terms": {"value": word(key), "boost": value / 1000}}} for key, value in terms)


def _any(clauses: Iterable[Query]) -> Query:
    return {"bool": {"should": list(clauses)}}


def cover(client: Elasticsearch, index: str, request: SearchRequest, hidden: list[int], rare: Weighted) -> int:
    """The greatest weight that a visible document covers; 0 when none holds any of the terms."""
    query = {"bool": {"must": [covering(rare)], "filter": [visible(request.scope, hidden)]}}
    found = client.search(index=index, query=query, size=1, track_total_hits=False, source=False)
    return int(found["hits"]["max_score"] or 0)


def _filters(request: SearchRequest) -> dict[str, Query]:
    return {
        name: {"terms": {"facet": [f"{name}={value}" for value in values]}} for name, values in request.filters.items()
    }


def _counts(request: SearchRequest, filters: dict[str, Query]) -> Query:
    """One aggregation for what has no filter of its own, one for each facet that has."""
    if request.facets == ():
        return {}
    wanted: Query = {"field": "facet", "size": MOST_VALUES}
    if request.facets is not None:
        wanted["include"] = "|".join(f"{_escaped(name)}=.*" for name in request.facets)
    counts: Query = {
        "rest": {"filter": {"bool": {"filter": list(filters.values())}}, "aggs": {"values": {"terms": wanted}}}
    }
    for number, name in enumerate(filters):
        if request.facets is None or name in request.facets:
            others = [condition for other, condition in filters.items() if other != name]
            own = {"field": "facet", "size": MOST_VALUES, "include": f"{_escaped(name)}=.*"}
            counts[f"own{number}"] = {"filter": {"bool": {"filter": others}}, "aggs": {"values": {"terms": own}}}
    return counts


def _escaped(name: str) -> str:
    return re.sub(r"([^\w])", r"\\\1", name)


def _sort(request: SearchRequest) -> list[Query]:
    last: list[Query] = [{"_score": {"order": "desc"}}, {"id": {"order": "asc"}}]
    order = request.order
    if order == "relevance" and request.tokens:
        return last
    if order == "nearest" and request.near is not None:
        latitude, longitude = request.near
        return [{"_geo_distance": {"place": {"lat": latitude, "lon": longitude}, "order": "asc"}}, *last]
    if order == "title":
        return [{"name": {"order": "asc"}}, {"id": {"order": "asc"}}]
    field = "figure" if order == "largest" else "date"
    return [{field: {"order": "desc", "missing": "_last"}}, *last]


def page(
    client: Elasticsearch,
    index: str,
    request: SearchRequest,
    hidden: list[int],
    rare: Weighted,
    common: Weighted,
    least: int,
) -> SearchAnswer:
    """The page asked for with counts; without terms everything visible."""
    filters = _filters(request)
    conditions = [visible(request.scope, hidden)]
    query: Query = {"filter": conditions}
    if rare:
        conditions.append(covering(rare, least))
        query["should"] = [ranking(rare + common)]
    found = client.search(
        index=index,
        query={"bool": query},
        post_filter={"bool": {"filter": list(filters.values())}},
        aggs=_counts(request, filters) or None,
        sort=_sort(request),
        from_=max(request.offset, 0),
        size=request.limit,
        track_total_hits=True,
        track_scores=True,
        source=False,
    )
    facets: dict[str, dict[str, int]] = {}
    counts = found.get("aggregations", {})
    for number, name in enumerate(filters):
        for bucket in counts.get(f"own{number}", {}).get("values", {}).get("buckets", []):
            facets.setdefault(name, {})[bucket["key"].partition("=")[2]] = bucket["doc_count"]
    for bucket in counts.get("rest", {}).get("values", {}).get("buckets", []):
        name, _, value = bucket["key"].partition("=")
        if name not in filters:
            facets.setdefault(name, {})[value] = bucket["doc_count"]
    hits = found["hits"]
    ranked = [(int(hit["_id"]), round((hit["_score"] or 0) * 1000)) for hit in hits["hits"]]
    return SearchAnswer(hits["total"]["value"], ranked, facets)
