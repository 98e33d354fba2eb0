"""Pictures and documents by address: what a public page uses goes to everybody, the rest to whom it concerns, and
to nobody else whichever state the item is in."""

import datetime as dt
import io
import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.http import Http404
from django.test import Client
from django.utils import timezone
from PIL import Image as Drawing
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, ReferenceIndex

from knowledge.models import ItemDocument, KnowledgeItem, Technology
from knowledge.review import approve, submit, withdraw
from knowledge.sections import collection_of
from portal.base.files import public_media
from portal.base.models import Document, Image
from portal.base.models.media import PeopleConsent

pytestmark = pytest.mark.django_db
STRANGERS = ("anonymous", "planner", "other_researcher", "other_reviewer")
INSIDERS = ("researcher", "colleague", "area_manager", "reviewer", "superuser")
STATES = (
    "draft",
    "in_review",
    "live",
    "new_draft_of_live",
    "unpublished",
    "restricted",
    "expired",
    "consent_withdrawn",
)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()  # Wagtail remembers renditions by the picture's number, which the next test uses again
    return tmp_path


def picture(world, name="cover", **values) -> Image:
    drawn = io.BytesIO()
    Drawing.new("RGB", (40, 30), "navy").save(drawn, "PNG")
    return Image.objects.create(
        title=name,
        file=ContentFile(drawn.getvalue(), name=f"{name}.png"),
        collection=values.pop("collection", None) or collection_of(world.university),
        uploaded_by_user=world.people["researcher"],
        **values,
    )


def document(world, name="report", **values) -> Document:
    return Document.objects.create(
        title=name,
        file=ContentFile(b"%PDF-1.4 report", name=f"{name}.pdf"),
        collection=values.pop("collection", None) or collection_of(world.university),
        uploaded_by_user=world.people["researcher"],
        **values,
    )


def published(item: Technology, world) -> Technology:
    submit(item, world.people["researcher"])
    approve(item, world.people["reviewer"])
    return Technology.objects.get(pk=item.pk)


def in_state(world, state: str) -> tuple[Image, Image, Document]:
    """(cover, picture in the prose, attachment) of an item in that state."""
    files = picture(world), picture(world, "prose"), document(world)
    cover, prose, attached = files
    body = json.dumps([{"type": "image", "value": {"image": prose.pk, "caption": ""}}])
    if state == "new_draft_of_live":
        item = world.published()
        draft = item.get_latest_revision_as_object()
        draft.cover, draft.body, draft.attachments = cover, body, [ItemDocument(document=attached)]
        draft.save_revision(user=world.people["researcher"], log_action=True)
        submit(item, world.people["researcher"])
        return files
    item = world.draft(cover=cover, body=body)
    draft = item.get_latest_revision_as_object()
    draft.attachments = [ItemDocument(document=attached)]
    draft.save_revision(user=world.people["researcher"], log_action=True)
    ReferenceIndex.create_or_update_for_object(item)  # as the job does when it comes to it
    if state == "draft":
        return files
    if state == "in_review":
        submit(item, world.people["researcher"])
        return files
    item = published(item, world)
    if state == "unpublished":
        item.unpublish()
    elif state == "restricted":
        PageViewRestriction.objects.create(page=item.page_ptr, restriction_type=PageViewRestriction.LOGIN)
    elif state == "expired":
        Page.objects.filter(pk=item.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    elif state == "consent_withdrawn":
        withdraw(item, world.people["researcher"])
        # The flag itself hides, not only that the item was taken off the site.
        Page.objects.filter(pk=item.pk).update(live=True)
    return files


def visitor(world, who: str) -> Client:
    client = Client()
    if who != "anonymous":
        client.force_login(world.people[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("state", STATES)
def test_who_gets_the_files_of_an_item(world, state):
    cover, prose, attached = in_state(world, state)
    shown = [cover.get_rendition("fill-20x20").url, prose.get_rendition("width-20").url, attached.url]
    originals = [cover.file.url, prose.file.url]
    wrong = []
    for who in STRANGERS + INSIDERS:
        client = visitor(world, who)
        for address in shown + originals:
            wanted = 200 if who in INSIDERS or (state == "live" and address in shown) else 404
            # Reviewers read what was submitted to them and no draft before; originals are the writers'.
            if who == "reviewer" and (address in originals or (state == "draft" and address == attached.url)):
                wanted = 404
            status = client.get(address).status_code
            if status != wanted:
                wrong.append((who, address, status))
    assert wrong == []


def test_withdrawn_consent_takes_a_picture_down_wherever_it_is_shown(world):
    cover, *_ = in_state(world, "live")
    rendition = cover.get_rendition("fill-20x20").url
    assert Client().get(rendition).status_code == 200
    Image.objects.filter(pk=cover.pk).update(consent=PeopleConsent.WITHDRAWN)
    for who in (*STRANGERS, "reviewer"):
        assert visitor(world, who).get(rendition).status_code == 404, who
    for who in ("researcher", "superuser"):
        assert visitor(world, who).get(rendition).status_code == 200, who


def test_a_withdrawal_is_felt_within_the_hour(world):
    cover, _, attached = in_state(world, "live")
    address = cover.get_rendition("fill-20x20").url
    response = Client().get(address)
    assert response.headers["Content-Type"] == "image/png"
    age = int(re.fullmatch(r"public, max-age=(\d+)", response.headers["Cache-Control"])[1])
    assert 0 < age <= 3600
    tag = response.headers["ETag"]
    again = Client().get(address, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    KnowledgeItem.objects.update(live=False)
    assert Client().get(address, headers={"if-none-match": tag}).status_code == 404
    inside = visitor(world, "researcher").get(address)
    assert inside.headers["Cache-Control"] == "private, no-cache"
    assert visitor(world, "researcher").get(attached.url).headers["Cache-Control"] == "private, no-cache"


def test_a_public_picture_costs_one_indexed_query(world, rf, django_assert_num_queries):
    cover, *_ = in_state(world, "live")
    address = cover.get_rendition("fill-20x20").url
    Client().get(address)  # content types are remembered
    with django_assert_num_queries(1) as asked:
        assert Client().get(address).status_code == 200
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + asked.captured_queries[0]["sql"])
            plan = [row[3] for row in cursor.fetchall()]
        assert any("base_rendition_file" in line for line in plan), plan
        assert any("referenceindex_target_object" in line for line in plan), plan
    request = rf.get("/")
    request.user = AnonymousUser()
    for path in (cover.file.name, "images/none.png"):
        with django_assert_num_queries(0), pytest.raises(Http404):
            public_media(request, path)
    stranger = visitor(world, "planner")
    with django_assert_num_queries(1):
        assert stranger.get(address).status_code == 200


def test_nothing_else_under_the_media_folder_is_served(world, media):
    in_state(world, "live")
    for path in ("documents/x.pdf", "images/x.svg", "images/x.png", "avatar_images/x.png", "x.png"):
        (media / path).parent.mkdir(exist_ok=True)
        (media / path).write_bytes(b"x")
        for who in ("anonymous", "superuser"):
            assert visitor(world, who).get(f"/media/{path}").status_code == 404, path
    (media.parent / "outside.png").write_bytes(b"x")
    for path in ("images/../../outside.png", "..%2foutside.png", "images/%00.png", "images/"):
        assert visitor(world, "superuser").get(f"/media/{path}").status_code == 404, path


def test_a_private_collection_stays_private_on_a_public_page(world):
    private = Collection.get_first_root_node().add_child(instance=Collection(name="ภายใน"))
    CollectionViewRestriction.objects.create(collection=private, restriction_type=CollectionViewRestriction.LOGIN)
    cover, attached = picture(world, collection=private), document(world, collection=private)
    item = world.draft(cover=cover)
    draft = item.get_latest_revision_as_object()
    draft.attachments = [ItemDocument(document=attached)]
    draft.save_revision(user=world.people["researcher"])
    published(item, world)
    assert Client().get(cover.get_rendition("width-20").url).status_code == 404
    assert Client().get(attached.url).status_code in (302, 404)


def test_a_link_in_the_prose_makes_a_document_public(world):
    linked = document(world, "linked")
    body = [{"type": "paragraph", "value": f'<p><a linktype="document" id="{linked.pk}">รายงาน</a></p>'}]
    item = world.draft(body=json.dumps(body))
    assert Client().get(linked.url).status_code == 404
    published(item, world)
    assert Client().get(linked.url).status_code == 200


def test_the_uploader_and_nobody_else_gets_what_no_page_uses(world):
    lost, own = document(world, "lost"), world.people["planner"]
    Document.objects.filter(pk=lost.pk).update(uploaded_by_user=own, collection=Collection.get_first_root_node())
    assert visitor(world, "planner").get(lost.url).status_code == 200
    for who in ("anonymous", "other_researcher", "researcher", "reviewer"):
        assert visitor(world, who).get(lost.url).status_code == 404, who
    own.is_active = False
    own.save()
    assert visitor(world, "planner").get(lost.url).status_code == 404


def test_what_is_taken_off_an_item_is_no_longer_public(world):
    """The earlier version stays readable, without what was taken off."""
    cover, prose, attached = in_state(world, "live")
    item = Technology.objects.get(slug=KnowledgeItem.objects.get().slug)
    addresses = [cover.get_rendition("width-20").url, prose.get_rendition("width-20").url, attached.url]
    draft = item.get_latest_revision_as_object()
    draft.cover, draft.body, draft.attachments = None, "[]", []
    draft.save_revision(user=world.people["researcher"], log_action=True)
    assert {Client().get(address).status_code for address in addresses} == {200}
    published(item, world)
    assert {Client().get(address).status_code for address in addresses} == {404}
    path = f"/th/knowledge/{item.get_parent().slug}/{item.slug}/"
    earlier = Client().get(path, {"version": 1})
    assert earlier.status_code == 200
    text = earlier.content.decode()
    assert "/media/" not in text and "/documents/" not in text


def test_every_file_that_public_pages_show_is_served(world):
    in_state(world, "live")
    item = KnowledgeItem.objects.get()
    found = set()
    for path in ("/th/", "/th/knowledge/", f"/th/knowledge/{item.get_parent().slug}/{item.slug}/"):
        found |= set(
            re.findall(r'"(?:https?://[^/"]+)?(/(?:media|documents)/[^"]+)"', Client().get(path).content.decode())
        )
    assert len(found) > 2
    for address in found:
        assert "original_images" not in address
        assert Client().get(address).status_code == 200, address


def test_the_index_of_references_follows_publication_at_once(world):
    cover, *_ = in_state(world, "live")
    kind = ContentType.objects.get_for_model(Image)
    assert ReferenceIndex.objects.filter(to_content_type=kind, to_object_id=str(cover.pk)).exists()
