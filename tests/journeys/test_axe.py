"""axe-core finds nothing on the pages that the issue names, in Thai, light and dark, on a desk and on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .visitor import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.browser


def findings(visitor: Visitor) -> list[str]:
    """What axe-core finds on the page as it stands, a line for each rule."""
    answer = Axe().run(visitor.page).response
    return [
        f"{visitor.page.url} {rule['id']} ({rule['impact']}): {rule['help']} | "
        + " | ".join(f"{node['target']} {node['html'][:160]}" for node in rule["nodes"][:3])
        for rule in answer["violations"]
    ]


def first(visitor: Visitor, path: str, selector: str) -> str:
    """The address of the first link of that kind on a page."""
    visitor.open(path)
    href = visitor.page.locator(selector).first.get_attribute("href")
    assert href, f"{path} has no {selector}"
    return href


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_public_pages(visit, size: tuple[int, int], scheme: str) -> None:
    visitor = visit(size=size, scheme=scheme)
    item = first(visitor, "/th/knowledge/", "main .cards a")
    plan = first(visitor, "/th/plans/", "main a[href^='/th/plans/']")
    book = first(visitor, plan, "main a[href*='/plans/books/']")
    entry = first(visitor, book, "main a[href*='/plans/entries/']")
    found = []
    for path in (
        "/th/", "/th/knowledge/", item, "/th/places/", "/th/places/4701/", "/th/places/470121/", "/th/plans/", plan,
        book, entry, "/th/search/?q=เห็ด", "/th/find/", "/th/find/?place=4701", "/login/",
    ):  # fmt: skip
        visitor.open(path)
        found += findings(visitor)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_workspace(visit, size: tuple[int, int]) -> None:
    planner = visit("planner-khokkong", size=size)
    planner.open("/workspace/")
    found = findings(planner)
    form = first(planner, "/workspace/", "main .work-list .title a[href$='/edit/']")
    book = first(planner, "/workspace/", "main .desk-cards h3 a")
    for path in (form, planning_page(form), book, f"{book}meetings/new/", f"{book}announce/", "/workspace/plans/"):
        planner.open(path)
        found += findings(planner)
    assert not found, "\n".join(found)


def planning_page(form: str) -> str:
    """The reading page of the project whose form this is."""
    return form.removesuffix("edit/")
