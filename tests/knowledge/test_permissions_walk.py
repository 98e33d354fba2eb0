"""Every address of the admin and of the public pages that takes an object, asked for an unpublished item by people
whom it does not concern: no word of it comes out, and nothing breaks.

Nearly all of Wagtail's own security fixes were missing checks on side views (preview, compare, history, copy), so the
addresses are taken from the resolver, not from a list.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, TaskState

from knowledge.review import submit

pytestmark = pytest.mark.django_db
SECRET = "ยังไม่เผยแพร่ลับเฉพาะ"
FRESH = f"โรงเรือน {SECRET}"
# Addresses that are no pages: they answer with scripts, or sign the person out.
NOT_WALKED = ("wagtailadmin_logout", "wagtailadmin_sprite", "javascript_catalog")


def patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with the text of its address."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


def filled(route: str, values: dict[str, Any]) -> str | None:
    """The address with every <converter:name> filled in; None where a name or a regular expression is unknown."""
    import re

    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        name = match[1].split(":")[-1]
        if name not in values:
            missing = True
        return str(values.get(name, ""))

    address = re.sub(r"<([a-z:_]+)>", value, route)
    if missing or any(sign in address for sign in "^$(?\\"):
        return None
    return "/" + address


@pytest.fixture
def hidden(world):
    """A draft in review that is not public, with the ids that addresses may ask for."""
    item = world.draft(FRESH)
    submit(item, world.people["researcher"])
    item.refresh_from_db()
    task = TaskState.objects.latest("pk")
    revision = item.latest_revision_id
    values = {
        "page_id": item.pk,
        "pk": item.pk,
        "object_id": item.pk,
        "page_to_alias_id": item.pk,
        "parent_page_id": item.get_parent().pk,
        "destination_id": item.get_parent().pk,
        "revision_id": revision,
        "revision_id_a": revision,
        "revision_id_b": "live",
        "task_state_id": task.pk,
        "workflow_state_id": task.workflow_state_id,
        "action_name": "approve",
        "content_type_app_name": "knowledge",
        "content_type_model_name": "technology",
        "app_label": "knowledge",
        "model_name": "technology",
        "content_type_app_label": "knowledge",
        "usage_id": item.pk,
        "locale_id": item.locale_id,
        "page_to_copy_id": item.pk,
        "page_to_move_id": item.pk,
    }
    return item, values


def admin_addresses(values: dict[str, Any]) -> list[str]:
    found = []
    for route, pattern in patterns(get_resolver()):
        if route.startswith("admin/") and "<" in route and pattern.name not in NOT_WALKED:
            address = filled(route, values)
            if address is not None:
                found.append(address)
    return sorted(set(found))


def body_of(response: Any) -> str:
    data = b"".join(response.streaming_content) if response.streaming else response.content
    return data.decode("utf-8", "replace")


@pytest.mark.parametrize("visitor", ["anonymous", "planner", "other_researcher", "other_reviewer"])
def test_no_address_of_the_admin_tells_of_it(world, hidden, visitor):
    item, values = hidden
    client = Client(raise_request_exception=False)
    if visitor != "anonymous":
        client.force_login(world.people[visitor], backend="django.contrib.auth.backends.ModelBackend")
    addresses = admin_addresses(values)
    assert len(addresses) > 60
    assert any("/review/" in a for a in addresses)
    revisions = item.revisions.count()
    wrong = []
    for address in addresses:
        response = client.get(address)
        if SECRET in body_of(response):
            wrong.append((address, "leak"))
        if response.status_code == 500:
            wrong.append((address, 500))
        if visitor in ("anonymous", "planner") and response.status_code == 200:
            wrong.append((address, 200))
    assert wrong == []
    for address in addresses:
        response = client.post(address, {"title": "เปลี่ยนแล้ว", "next": "/", "return-reason": "x", "approve": "1"})
        if SECRET in body_of(response):
            wrong.append((address, "leak on POST"))
        if response.status_code == 500:
            wrong.append((address, "500 on POST"))
    assert wrong == []
    item.refresh_from_db()
    assert (item.live, item.title, item.revisions.count()) == (False, FRESH, revisions)
    assert TaskState.objects.get(pk=values["task_state_id"]).status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("visitor", ["researcher", "reviewer"])
def test_people_of_the_university_do_find_it(world, hidden, visitor):
    _, values = hidden
    client = Client(raise_request_exception=False)
    client.force_login(world.people[visitor], backend="django.contrib.auth.backends.ModelBackend")
    seen = sum(SECRET in body_of(client.get(address)) for address in admin_addresses(values))
    assert seen > 3


@pytest.mark.parametrize("visitor", ["anonymous", "planner", "other_researcher", "researcher"])
def test_the_public_site_does_not_know_it(world, hidden, visitor):
    item, _ = hidden
    client = Client()
    if visitor != "anonymous":
        client.force_login(world.people[visitor], backend="django.contrib.auth.backends.ModelBackend")
    for language in ("th", "en"):
        path = f"/{language}/knowledge/{item.get_parent().slug}/{item.slug}/"
        assert client.get(path).status_code == 404
        for around in (f"/{language}/", f"/{language}/knowledge/", f"/{language}/search/", f"/{language}/site-map/"):
            response = client.get(around)
            assert response.status_code in (200, 404), around
            assert SECRET not in body_of(response), around
        suggested = client.get(f"/{language}/search/suggest/", {"q": "โรงเรือน"})
        assert SECRET not in body_of(suggested)
        area = client.get(f"/{language}/places/{world.subdistrict.code}/")
        assert SECRET not in body_of(area)
    assert SECRET not in body_of(client.get("/sitemap.xml"))


def test_a_page_behind_a_restriction_asks_for_it(world):
    item = world.published(FRESH)
    PageViewRestriction.objects.create(page=item.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    response = Client().get(f"/th/knowledge/{item.get_parent().slug}/{item.slug}/")
    assert response.status_code in (302, 404)
    assert SECRET not in body_of(response)
    listed = Client().get("/th/knowledge/")
    assert SECRET not in body_of(listed)


def test_documents_of_a_private_collection_are_not_served(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    private = Collection.get_first_root_node().add_child(instance=Collection(name="ภายใน"))
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    document = get_document_model().objects.create(
        title=FRESH, collection=private, file=ContentFile(SECRET.encode(), name="secret.pdf")
    )
    refused = Client().get(document.url)
    assert refused.status_code in (302, 403, 404)
    assert SECRET not in body_of(refused)
    # nor under the public media folder
    for path in (document.file.name, f"documents/{document.file.name.rsplit('/', 1)[-1]}"):
        assert Client().get(f"/media/{path}").status_code == 404
    # nor with another name behind the right id
    assert SECRET not in body_of(Client().get(f"/documents/{document.pk}/other.pdf"))
