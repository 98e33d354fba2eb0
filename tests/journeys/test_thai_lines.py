"""Thai is higher than Latin: no line of it loses its tone marks or lower vowels to a box of the height of Latin."""

import pytest

from .test_axe import first
from .visitor import Visitor

pytestmark = pytest.mark.browser

LEAST = 1.55
"""Heights of the font that a line of Thai needs with a vowel below, one above and a tone mark over it (Sarabun)."""
CUT_OFF = """least => [...document.querySelectorAll('body *')].filter(e => {
    const style = getComputedStyle(e), box = e.getBoundingClientRect(), size = parseFloat(style.fontSize);
    return /[ก-๎]/.test(e.innerText || '') && e.getClientRects().length && /hidden|clip/.test(style.overflowY)
        && box.height > 4 && box.height < size * least;
}).map(e => `${e.tagName} ${e.className} ${e.innerText.slice(0, 40)}`)"""


def cut_off(visitor: Visitor, path: str) -> list[str]:
    """Elements of a page that hide part of a line of Thai."""
    page = visitor.open(path)
    return [f"{path}: {words}" for words in page.evaluate(CUT_OFF, LEAST)]


def test_no_line_is_cut_off(visit) -> None:
    researcher, operator, planner = (visit(name) for name in ("researcher", "operator", "planner-khokkong"))
    found = []
    for path in ("/admin/", "/admin/pages/", first(researcher, "/admin/", "main a[href$='/edit/']"), "/admin/images/"):
        found += cut_off(researcher, path)
    for path in ("/admin/", "/admin/snippets/search/searchpromotion/add/", "/admin/users/"):
        found += cut_off(operator, path)
    for path in ("/workspace/", first(planner, "/workspace/", "main .work-list .title a[href$='/edit/']"), "/th/"):
        found += cut_off(planner, path)
    assert not found, "\n".join(found)
