"""What Wagtail asks the ground floor: whether a document may be served, and which files its own addresses tell of.

Wagtail lets everybody who may enter the admin read the titles and previews of all pictures and documents through its
API, the words of all snippets, and the form that puts a picture into prose. Here people of one university do not see
the unpublished files of another (`tests/knowledge/test_permissions_walk.py` found these addresses).
"""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.permissions import permission_policy as document_policy
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.permissions import permission_policy as picture_policy

from .files import MAY_USE, check_document
from .models import Document


@hooks.register("before_serve_document", order=-10)
def only_what_is_public(document: Document, request: HttpRequest) -> None:
    """Before Wagtail asks for the privacy of the collection, so that a log-in page does not tell that it exists."""
    check_document(document, request.user)


class OwnPictures(ImagesAdminAPIViewSet):
    """The admin's API of pictures, for those that the person may use."""

    def get_queryset(self) -> QuerySet[Any]:
        allowed = picture_policy.instances_user_has_any_permission_for(self.request.user, MAY_USE)
        return super().get_queryset().filter(pk__in=allowed.values("pk"))


class OwnDocuments(DocumentsAdminAPIViewSet):
    """The same of documents."""

    def get_queryset(self) -> QuerySet[Any]:
        allowed = document_policy.instances_user_has_any_permission_for(self.request.user, MAY_USE)
        return super().get_queryset().filter(pk__in=allowed.values("pk"))


@hooks.register("construct_admin_api", order=1000)
def api_of_own_files(router: Any) -> None:
    """In place of Wagtail's two, registered before."""
    router.register_endpoint("images", OwnPictures)
    router.register_endpoint("documents", OwnDocuments)


def not_offered(request: HttpRequest, **values: Any) -> HttpResponse:
    """Screens that nothing of ours leads to and that ask for no right."""
    raise Http404


@hooks.register("register_admin_urls", order=-10)
def closed_addresses() -> list[URLPattern]:
    """Before Wagtail's own of the same form: prose holds no pictures, and no snippet of ours is translated."""
    return [
        path("images/chooser/<int:image_id>/select_format/", not_offered),
        path("localize/api/snippets/<slug:app_label>/<slug:model_name>/", not_offered),
        path("localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/", not_offered),
    ]
