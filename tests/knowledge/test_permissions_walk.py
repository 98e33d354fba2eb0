"""Every address of the admin and of the public pages that takes an object, asked for an unpublished item by people
whom it does not concern: no word of it comes out, and nothing breaks.

Nearly all of Wagtail's own security fixes were missing checks on side views (preview, compare, history, copy), so the
addresses are taken from the resolver, not from a list.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from PIL import Image as Drawing
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    PageViewRestriction,
    Site,
    TaskState,
    UploadedFile,
)
from wagtail_localize.models import Translation, TranslationSource

from knowledge.models import VOCABULARIES
from knowledge.review import submit
from knowledge.sections import collection_of
from portal.base.models import Document, Image
from portal.people.models import Organisation, Role

from .conftest import person

pytestmark = pytest.mark.django_db
SECRET = "ยังไม่เผยแพร่ลับเฉพาะ"
FRESH = f"โรงเรือน {SECRET}"
# Addresses with a part to fill in that cannot be asked for with an object of ours. Each says why; any other address
# that the resolver knows is walked, or the test fails.
NOT_WALKED = {
    "admin/password_reset/confirm/<uidb64>/<token>/": "opened by who holds the token of the mail, and names nobody",
}
# Regular expressions cannot be filled in by name.
WRITTEN_OUT = {
    r"admin/pages/(\d+)/revisions/compare/(live|earliest|\d+)\.\.\.(live|latest|\d+)/$": (
        "admin/pages/{page_id}/revisions/compare/earliest...{revision_id}/"
    ),
}
# What the same name of a parameter means at the beginning of an address; elsewhere `pk` is the item.
MEANINGS = {
    "admin/collections/": {"pk": "collection_id"},
    "admin/workflows/tasks/": {"pk": "task_id"},
    "admin/workflows/": {"pk": "workflow_pk"},
    "admin/users/": {"pk": "user_id"},
    "admin/groups/": {"pk": "group_id"},
    "admin/locales/": {"pk": "locale_id"},
    "admin/sites/": {"pk": "site_id"},
    "admin/documents/": {"pk": "document_id"},
    "admin/images/": {"pk": "image_id"},
    "admin/api/main/documents/": {"pk": "document_id"},
    "admin/api/main/images/": {"pk": "image_id"},
    "admin/knowledge/subdistricts/": {"pk": "subdistrict"},
    "admin/localize/submit/snippet/": {"app_label": "search", "model_name": "searchsynonym"},
    "admin/localize/api/snippets/": {"app_label": "search", "model_name": "searchsynonym"},
}
# Answers to researchers of other universities that are 200 and rightly so: nothing of the item is in them.
OPEN_TO_WRITERS = {
    "admin/choose-page/<int:parent_page_id>/": "chooser of pages to link to, which lists public ones and their own",
    "admin/pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/": "list of what they may edit",
    "admin/pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/results/": "the same, in parts",
    "admin/pages/create/<slug:app_label>/<slug:model_name>": "asks where to create: in their own section",
    "admin/knowledge/subdistricts/chosen/<str:pk>/": "a subdistrict is public",
    "admin/pages/workflow/confirm_cancellation/<int:page_id>/": "whether a page waits, none of its words",
    "admin/workflows/task_chooser/<int:task_id>/": "the name of a step, which names the university alone",
    "admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/": "words used as tags",
    **{
        f"admin/snippets/choose/knowledge/{term._meta.model_name}/chosen/<str:pk>/": "a term of a vocabulary is public"
        for term in VOCABULARIES.values()
    },
}


def patterns(resolver: Any, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with the text of its address."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, route)
        else:
            yield route, pattern


def filled(route: str, values: dict[str, Any]) -> str | None:
    """The address with every <converter:name> filled in; None where there is no value."""
    if route in WRITTEN_OUT:
        return "/" + WRITTEN_OUT[route].format(**values)
    if "(" in route:
        return None
    known = dict(values)
    for beginning in sorted(MEANINGS, key=len):
        if route.startswith(beginning):
            known |= {name: values.get(meaning, meaning) for name, meaning in MEANINGS[beginning].items()}
    names = [name.split(":")[-1] for name in re.findall(r"<([a-z0-9:_]+)>", route)]
    if any(name not in known for name in names):
        return None
    return "/" + re.sub(r"<([a-z0-9:_]+)>", lambda match: str(known[match[1].split(":")[-1]]), route)


@pytest.fixture
def hidden(world, settings, tmp_path):
    """A draft in review that is not public, its picture, document and translation, and all the ids that addresses may
    ask for."""
    settings.MEDIA_ROOT = tmp_path
    collection, writer = collection_of(world.university), world.people["researcher"]
    shared = {"title": FRESH, "collection": collection, "uploaded_by_user": writer}
    drawn = io.BytesIO()
    Drawing.new("RGB", (8, 8)).save(drawn, "PNG")
    picture = Image.objects.create(file=ContentFile(drawn.getvalue(), name="hidden.png"), **shared)
    document = Document.objects.create(file=ContentFile(SECRET.encode(), name="hidden.pdf"), **shared)
    item = world.draft(FRESH, cover=picture)
    english = Locale.objects.get_or_create(language_code="en")[0]
    item.copy_for_translation(english, copy_parents=True)
    source, _ = TranslationSource.update_or_create_from_instance(item)
    translation = Translation.objects.create(source=source, target_locale=english)
    uploads = [
        UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=ContentFile(SECRET.encode(), name="upload.pdf"),
            uploaded_by_user=writer,
        )
        for model in (Image, Document)
    ]
    session = EditingSession.objects.create(user=writer, content_object=item, last_seen_at=timezone.now())
    submit(item, writer)
    item.refresh_from_db()
    task = TaskState.objects.latest("pk")
    revision, section = item.latest_revision_id, item.get_parent().pk
    values = {
        "page_id": item.pk,
        "page_pk": item.pk,
        "pk": item.pk,
        "object_id": item.pk,
        "page_to_alias_id": item.pk,
        "parent_page_id": section,
        "destination_id": section,
        "revision_id": revision,
        "revision_id_a": revision,
        "revision_id_b": "live",
        "task_state_id": task.pk,
        "task_id": task.task_id,
        "workflow_state_id": task.workflow_state_id,
        "workflow_pk": task.workflow_state.workflow_id,
        "action_name": "approve",
        "action": "delete",
        "content_type_app_name": "knowledge",
        "content_type_model_name": "technology",
        "app_label": "knowledge",
        "model_name": "technology",
        "app_name": "taggit",
        "content_type_app_label": "knowledge",
        "usage_id": item.pk,
        "locale_id": item.locale_id,
        "page_to_copy_id": item.pk,
        "page_to_move_id": item.pk,
        "collection_id": collection.pk,
        "image_id": picture.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "uploaded_file_id": uploads[-1].pk,
        "filter_spec": "original",
        "user_id": writer.pk,
        "group_id": writer.groups.first().pk,
        "site_id": Site.objects.get(is_default_site=True).pk,
        "subdistrict": world.subdistrict.pk,
        "session_id": session.pk,
        "redirect_id": Redirect.objects.create(old_path="/old", redirect_page=item.page_ptr).pk,
        "translation_source_id": source.pk,
        "translation_id": translation.pk,
        "string_segment_id": source.stringsegment_set.first().pk,
        "overridable_segment_id": getattr(source.overridablesegment_set.first(), "pk", 1),
        "mode": "default",
    }
    return item, values


def addresses_by_route(values: dict[str, Any]) -> dict[str, str | None]:
    """{pattern: address} of everything under /admin/ that takes a part; None where the walk knows no value for it."""
    found = {}
    for route, _pattern in patterns(get_resolver()):
        if route.startswith("admin/") and ("<" in route or "(" in route) and route not in NOT_WALKED:
            found[route] = filled(route, values)
    return found


def admin_addresses(values: dict[str, Any]) -> list[str]:
    return sorted({address for address in addresses_by_route(values).values() if address})


def test_every_address_of_the_admin_that_takes_an_object_is_walked(hidden):
    """A new version of Wagtail, or a new screen of ours, brings addresses: this test names those nobody thought of."""
    _, values = hidden
    found = addresses_by_route(values)
    assert [route for route, address in found.items() if address is None] == []
    known = {route for route, _pattern in patterns(get_resolver())}
    assert set(NOT_WALKED) <= known
    assert set(OPEN_TO_WRITERS) <= set(found)


@pytest.mark.parametrize("visitor", ["other_researcher", "other_reviewer"])
def test_addresses_of_one_object_are_refused_to_other_universities(world, hidden, visitor):
    """Not only without its words: refused."""
    _, values = hidden
    client = signed_in(world, visitor)
    answered = {
        route: status
        for route, address in addresses_by_route(values).items()
        if route not in OPEN_TO_WRITERS and (status := client.get(address).status_code) not in (302, 403, 404, 405)
    }
    assert answered == {}


def signed_in(world, visitor: str) -> Client:
    client = Client(raise_request_exception=False)
    if visitor == "checker":
        world.people[visitor] = person(visitor, Organisation.objects.get(code="snru"), Role.CHECKER)
    if visitor != "anonymous":
        client.force_login(world.people[visitor], backend="django.contrib.auth.backends.ModelBackend")
    return client


def body_of(response: Any) -> str:
    data = b"".join(response.streaming_content) if response.streaming else response.content
    return data.decode("utf-8", "replace")


@pytest.mark.parametrize("visitor", ["anonymous", "planner", "checker", "other_researcher", "other_reviewer"])
def test_no_address_of_the_admin_tells_of_it(world, hidden, visitor):
    item, values = hidden
    client = signed_in(world, visitor)
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
        if visitor in ("anonymous", "planner", "checker") and response.status_code == 200:
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
    for model, key in ((Image, "image_id"), (Document, "document_id")):
        assert model.objects.get(pk=values[key]).title == FRESH
    assert Translation.objects.filter(pk=values["translation_id"], enabled=True).exists()
    assert UploadedFile.objects.count() == 2


@pytest.mark.parametrize("visitor", ["researcher", "reviewer"])
def test_people_of_the_university_do_find_it(world, hidden, visitor):
    _, values = hidden
    client = signed_in(world, visitor)
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
