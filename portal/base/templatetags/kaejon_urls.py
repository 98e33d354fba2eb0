"""`{% item_url page %}`: a page's address in the language being read."""

from django import template
from wagtail.models import Page

from portal.base.links import page_path

register = template.Library()


@register.simple_tag
def item_url(page: Page) -> str:
    """See `portal.base.links.page_path`."""
    return page_path(page)
