"""The index on an Elasticsearch server: connecting, mapping, what is sent of a document, exchanging one for another.

Called by `search.engines.elasticsearch`. A document's terms are sent with their impacts, as the other engines store
them (a `sparse_vector`), so a server needs no analysis and cannot rank otherwise than they do.
"""

import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from elastic_transport.client_utils import DEFAULT
from elasticsearch import Elasticsearch

from search.engines.impact import MOST_REMEMBERED
from search.models import SearchDocument

ASK_SECONDS = 1.0
"""A search waits so long for each of its two requests; then the database answers, and the server is left alone."""
SEND_SECONDS = 2.0
"""Somebody who saves waits so long, once."""
SWEEP_SECONDS = 60.0
"""Commands wait so long for many documents."""

_KEYWORD = {"type": "keyword"}
MAPPING: dict[str, Any] = {
    "dynamic": False,
    "_source": {"enabled": False},
    "properties": {
        "id": {"type": "long"},
        "terms": {"type": "sparse_vector"},
        "public": {"type": "boolean"},
        "audience": _KEYWORD,
        "expires": {"type": "date"},
        "kind": _KEYWORD,
        "language": _KEYWORD,
        "facet": _KEYWORD,
        "date": {"type": "date"},
        "figure": {"type": "double"},
        "place": {"type": "geo_point"},
        "name": _KEYWORD,
        "digest": _KEYWORD,
    },
}
SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": "30s",
    "mapping": {"exclude_source_vectors": False},
}


@lru_cache(maxsize=8)
def connect(url: str) -> tuple[Elasticsearch, str]:
    """The client and the name of the alias for a `SEARCH_URL`.

    `elasticsearch[s]://[user:password@]host[:port][/name][?ca=FILE]`; FILE holds the certificates to trust.

    Raises `ImproperlyConfigured` for anything else.
    """
    parts = urlsplit(url)
    trusted = parse_qs(parts.query).get("ca", [""])[0]
    if parts.scheme not in ("elasticsearch", "elasticsearchs") or not parts.hostname:
        raise ImproperlyConfigured("SEARCH_URL must look like elasticsearch://host:9200/name")
    scheme = "https" if parts.scheme.endswith("s") and parts.scheme != "elasticsearch" else "http"
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    client = Elasticsearch(
        f"{scheme}://{host}:{parts.port or 9200}",
        basic_auth=login, request_timeout=ASK_SECONDS, max_retries=0, retry_on_timeout=False,
        ca_certs=trusted or DEFAULT,
    )  # fmt: skip
    return client, (parts.path.strip("/").replace("/", "-") or "kaejon").lower()


@lru_cache(maxsize=MOST_REMEMBERED)
def word(term: int) -> str:
    """A term as the server stores it."""
    return f"{term & 0xFFFFFFFF:x}"


def body(
    row: SearchDocument, impacts: Iterable[tuple[int, int]], facets: Sequence[str], audiences: Sequence[str]
) -> dict[str, Any]:
    """What is sent of a document. Its texts stay in the database."""
    return {
        "id": row.pk,
        "terms": {word(term): impact for term, impact in impacts},
        "public": row.is_public,
        "audience": list(audiences),
        "expires": row.expires_at,
        "kind": row.kind,
        "language": row.language,
        "facet": list(facets),
        "date": row.date,
        "figure": None if row.figure is None else float(row.figure),
        "place": None if row.latitude is None else {"lat": row.latitude, "lon": row.longitude},
        "name": row.title,
        "digest": row.digest,
    }


def create(client: Elasticsearch, alias: str) -> str:
    """Make a new empty index and return its name."""
    name = f"{alias}-{time.time_ns() // 1_000_000}"
    client.options(request_timeout=SWEEP_SECONDS).indices.create(index=name, mappings=MAPPING, settings=SETTINGS)
    return name


def swap(client: Elasticsearch, alias: str, index: str) -> None:
    """Let `alias` mean `index` in one step, and drop what it meant before."""
    before = list(client.indices.get(index=f"{alias}-*", ignore_unavailable=True, allow_no_indices=True))
    actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": alias}}]
    # Only our own: another site on the server may be called "kaejon-staging".
    own = [name for name in before if name != index and name.removeprefix(f"{alias}-").isdigit()]
    actions += [{"remove_index": {"index": name}} for name in own]
    client.options(request_timeout=SWEEP_SECONDS).indices.update_aliases(actions=actions)
