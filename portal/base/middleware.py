"""Language of the interface, and the looser content policy that Wagtail's admin needs."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

PERSONAL_PREFIXES = ("/admin/", "/workspace/", "/login/", "/logout/", "/password/")


def language_of(request: HttpRequest) -> str:
    """`/th/…` and `/en/…` say their language; elsewhere it is Thai unless the person chose otherwise (cookie)."""
    first = request.path_info.split("/", 2)[1] if request.path_info.count("/") > 1 else ""
    if first in dict(settings.LANGUAGES):
        return first
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class InterfaceLanguageMiddleware:
    """Like Django's `LocaleMiddleware`, but the browser's Accept-Language is never asked: planners' old PCs
    often ask for English, and their owners do not read it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or language)
            if request.path_info.startswith("/documents/"):
                # Wagtail's view says nothing, and then a browser may keep a document that is no longer public.
                response.headers.setdefault("Cache-Control", "private, no-cache")
            if request.path_info.startswith("/admin/"):
                policy = "; ".join(
                    f"{name} {' '.join(values)}" for name, values in settings.ADMIN_CONTENT_SECURITY_POLICY.items()
                )
                response.headers.setdefault("Content-Security-Policy", policy)
            return response
