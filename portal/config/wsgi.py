"""The door for a WSGI server: `portal.config.gunicorn` and any other server ask for `application` here."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.production")

application = get_wsgi_application()
