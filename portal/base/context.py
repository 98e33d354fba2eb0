"""What every template may use."""

from typing import Any

from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation


def other_language_url(request: HttpRequest, language: str) -> str:
    """The same page in the other language: prefixed paths swap the prefix, others go through the language view."""
    path = request.get_full_path()
    current = translation.get_language() or "th"
    if path.startswith(f"/{current}/"):
        return f"/{language}/" + path[len(current) + 2 :]
    return translate_url(path, language)


def site(request: HttpRequest) -> dict[str, Any]:
    """`language_links`: (code, name in its own language, url, is current) for the language switch."""
    current = translation.get_language() or "th"
    return {
        "language_links": [
            {"code": code, "name": name, "url": other_language_url(request, code), "current": code == current}
            for code, name in (("th", "ไทย"), ("en", "English"))
        ],
        "personal_area": request.path_info.startswith(("/workspace/", "/login/", "/password/")),
    }
