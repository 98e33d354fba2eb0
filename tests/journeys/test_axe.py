import pytest

pytestmark = pytest.mark.browser
def test_home(visit):
    v = visit(); v.open("/th/places/"); print(v.text()[:300])
