"""Loosened for work on the product: debug pages, files unhashed."""

from .base import *

DEBUG = True
ALLOWED_HOSTS = ["*"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
