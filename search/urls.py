"""Addresses of the public search; included under `/th/search/` and `/en/search/`."""

from django.urls import path

from search import views

urlpatterns = [
    path("", views.results, name="search"),
    path("suggest/", views.suggestions, name="suggest"),
]
