"""The small public site of `tests.pages.site`, standing on the day of the desk's tests."""

from typing import Any

import pytest

from tests.pages.site import PublicSite
from tests.plans.desk import TODAY


@pytest.fixture
def site(places_loaded: None, settings: Any) -> PublicSite:
    """Home, duties, sections; today is the day on which the desk announces."""
    settings.FIXED_TODAY = TODAY
    return PublicSite()
