"""Serving of public media: pictures and their renditions only. Documents go through Wagtail's view, which asks
their collection's privacy; minutes and book files never lie under the media folder."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils._os import safe_join

PUBLIC_FOLDERS = ("images", "original_images")
TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}


def public_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture, cached for a day by the browser; anything else under the media folder answers 404."""
    try:
        full = Path(safe_join(settings.MEDIA_ROOT, path))
    except (SuspiciousFileOperation, ValueError) as error:
        raise Http404 from error
    kind = TYPES.get(full.suffix.lower())
    top = (
        full.relative_to(Path(settings.MEDIA_ROOT).resolve()).parts[:1]
        if full.is_relative_to(Path(settings.MEDIA_ROOT).resolve())
        else ()
    )
    if kind is None or not top or top[0] not in PUBLIC_FOLDERS or not full.is_file():
        raise Http404
    response = FileResponse(full.open("rb"), content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
