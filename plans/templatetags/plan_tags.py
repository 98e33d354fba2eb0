"""Small readings that templates of plans need."""

from collections.abc import Container, Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def get(values: Mapping[Any, Any], key: Any) -> Any:
    """The value of a mapping under a key that is a variable; None where it is missing."""
    return values.get(key) if values else None


@register.filter
def has(values: Container[Any], member: Any) -> bool:
    """Whether the collection holds the member."""
    return member in values
