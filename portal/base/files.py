"""Who gets a picture or a document: what a public page uses, everybody; the rest, the people whom it concerns.

Pictures are served here, documents by Wagtail's view after it has asked `check_document` (`portal.base.wagtail_hooks`).
Public pages show renditions only; originals, which may hold more than was meant to be shown (a place in the metadata,
what was cut off), are for those who may use them in the admin. Minutes and book files never lie under the media
folder. What may not be seen answers 404.
"""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils._os import safe_join
from django.utils.cache import get_conditional_response
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.permissions import permission_policy as picture_policy

from .models import Document, Image, Rendition
from .models.media import PeopleConsent
from .uses import FILE_READERS, in_private_collection, used_publicly

RENDITIONS = "images"
ORIGINALS = "original_images"
TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
# Rights on a collection of which each makes its files the person's to use in the admin.
MAY_USE = ["change", "delete", "choose"]
# A withdrawal of consent is to be felt within the hour, also by who has the picture already.
FOR_EVERYBODY = "public, max-age=3600"
FOR_ONE = "private, no-cache"


def public_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture under the media folder; everything else there answers 404.

    One indexed query for what is public, whoever asks: lists show twenty pictures.
    """
    full = _picture_file(path)
    name = full.relative_to(Path(settings.MEDIA_ROOT).resolve()).as_posix()
    if name.startswith(f"{RENDITIONS}/"):
        rendition = (
            Rendition.objects.filter(file=name)
            .select_related("image")
            .annotate(shown=used_publicly(Image, "image_id"), private=in_private_collection("image__collection"))
            .first()
        )
        if rendition is None:
            raise Http404
        image, consented = rendition.image, rendition.image.consent != PeopleConsent.WITHDRAWN
        public = rendition.shown and not rendition.private and consented
    else:
        # No query for visitors: nothing here is theirs.
        rendition = None
        image = Image.objects.filter(file=name).first() if request.user.is_authenticated else None
        public = False
    if not public and (image is None or not may_see_picture(request.user, image, original=rendition is None)):
        raise Http404
    return _picture(request, full, FOR_EVERYBODY if public else FOR_ONE)


def may_see_picture(user: Any, image: Image, original: bool) -> bool:
    """Whether the person sees a picture that is not public: who uploaded it, may use it, or reads an item with it.

    Readers see renditions, never the original. A picture whose people withdrew their consent is seen only by who may
    take it away.
    """
    if image.consent == PeopleConsent.WITHDRAWN:
        return bool(picture_policy.user_has_any_permission_for_instance(user, ["change", "delete"], image))
    return _may_use(user, image, picture_policy) or (not original and _reads(user, image))


def check_document(document: Document, user: Any) -> None:
    """Refuse (Http404) a document that no public page uses, unless it concerns the person. One query when public."""
    if Document.objects.filter(used_publicly(Document), pk=document.pk).exists():
        return
    if not _may_use(user, document, document_policy) and not _reads(user, document):
        raise Http404


def _may_use(user: Any, file: Any, policy: Any) -> bool:
    """Uploaded by the person, or theirs to choose in the admin."""
    if not user.is_authenticated or not user.is_active:
        return False
    return file.uploaded_by_user_id == user.pk or bool(policy.user_has_any_permission_for_instance(user, MAY_USE, file))


def _reads(user: Any, file: Model) -> bool:
    return user.is_authenticated and bool(FILE_READERS.fill([file], user).get(file.pk))


def _picture_file(path: str) -> Path:
    """The file of a picture at a path below the media folder; Http404 for anything else."""
    try:
        full = Path(safe_join(settings.MEDIA_ROOT, path)).resolve()
    except (SuspiciousFileOperation, ValueError) as error:
        raise Http404 from error
    root = Path(settings.MEDIA_ROOT).resolve()
    top = full.relative_to(root).parts[:1] if full.is_relative_to(root) else ()
    if full.suffix.lower() not in TYPES or top not in ((RENDITIONS,), (ORIGINALS,)) or not full.is_file():
        raise Http404
    return full


def _picture(request: HttpRequest, full: Path, cache: str) -> HttpResponseBase:
    """The file, or 304 where the browser has it. Its tag is size and time: a file is written once."""
    state = full.stat()
    tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    # Nothing is opened for who has it already.
    response: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if response is None:
        response = FileResponse(full.open("rb"), content_type=TYPES[full.suffix.lower()])
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = cache
    return response
