"""Addresses of the place pages; included under `/th/places/` and `/en/places/`."""

from django.urls import path, register_converter

from . import views


class PlaceCode:
    """An official code: two, four or six digits (province, district, subdistrict)."""

    regex = "[0-9]{2}(?:[0-9]{2}){0,2}"

    def to_python(self, value: str) -> str:
        """The code as it stands in the tables."""
        return value

    def to_url(self, value: str) -> str:
        """The code as it stands in the address."""
        return value


register_converter(PlaceCode, "place")

urlpatterns = [
    path("", views.place_list, name="place_list"),
    path("<place:code>/", views.place_detail, name="place_detail"),
]
