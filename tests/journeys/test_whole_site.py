"""Every public page that links lead to from home, in Thai and in English; and the words of all screens of the line.

200 everywhere, nothing in the console, no other host, nothing wider than a narrow phone, no English word left on a
Thai screen. One visitor reads them all.
"""

import re
from collections import deque
from urllib.parse import urldefrag, urlsplit

import pytest

from .visitor import NARROW, PHONE, Visitor, follow

pytestmark = pytest.mark.browser

# Addresses with words and filters are without end: one of each kind is enough.
ENDLESS = ("q", "page", "sort", "kind", "district", "occupation", "university", "ready", "type", "period", "research")
PER_PATTERN = 12
"""How many pages of one kind (all entries, all places) are opened with the browser; the rest is only asked for."""

# What stands on Thai screens in Latin letters by right: names of files, measures, indexes, people's own names.
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]+")
ALLOWED = frozenset(
    word.casefold()
    for word in (
        "PDF", "XLSX", "Excel", "Word", "KB", "MB", "kB", "SHA", "TRL", "SRL", "SDG", "SDGs", "TPMAP", "SLF", "KPI",
        "CC", "BY", "SA", "NC", "ORCID", "English", "OpenStreetMap", "Kaejon", "GAP", "IoT", "JPG", "PNG", "docx", "ha",
        "DOI", "CSV", "QR", "PEA", "pH", "GPS", "LINE", "EM", "OTOP", "GI", "ODbL", "WCAG", "axe", "AA", "Wagtail",
        "RSPG", "NPK", "PPAP", "SFT", "SROI", "XGBoost", "TF", "URL", "ID", "Creative", "Commons", "GIS", "BCG", "CBO",
        "HDX", "OCHA", "OSM", "UN", "COD", "AB", "IGO", "Sarabun", "OFL", "SIL", "GPP", "PVC", "LED", "DC", "AC",
        "BY-IGO", "BY-NC", "BY-SA", "BY-ND",
        # names of licences and programs on the page of sources
        "MIT", "BSD", "Apache", "Django", "Font", "License", "Open", "PyThaiNLP", "WeasyPrint",
        # the three models' own names
        "Pro-poor", "Value", "Chain", "Local", "Content", "Social", "Safety", "Net",
        # keys of the keyboard, and names that people sign in with
        "Alt", "Ctrl", "Esc", "Shift", "researcher", "reviewer", "arm",
    )
)  # fmt: skip


def kind_of(path: str) -> str:
    """The path with its numbers and codes taken out: pages of one kind look alike."""
    parts = urlsplit(path)
    return re.sub(r"[a-z]+-\d+|\d+", "#", parts.path) + ("?" if parts.query else "")


def links_of(visitor: Visitor) -> list[str]:
    """Internal addresses on the page, without fragments, of public pages only."""
    hrefs = visitor.page.eval_on_selector_all("a[href]", "links => links.map(a => a.href)")
    found = []
    for href in hrefs:
        url = urlsplit(urldefrag(href)[0])
        if url.netloc != visitor.site.host or not re.match(r"/(th|en|media)/|/$", url.path):
            continue
        found.append(url.path + (f"?{url.query}" if url.query else ""))
    return found


def latin_words(text: str) -> set[str]:
    """Words in Latin letters that do not stand there by right; addresses, codes and hashes are no words."""
    plain = re.sub(r"https?://\S+|\S+@\S+|www\.\S+|\S*\d\S*|\S*[./_]\S*", " ", text)
    return {word for word in LATIN.findall(plain) if word.casefold().strip("-'’") not in ALLOWED and len(word) > 1}


def words_on(visitor: Visitor) -> str:
    """What a reader sees or hears: texts, alternative texts, labels, titles, placeholders; not what is marked as
    English, and not the fields' own contents."""
    return str(
        visitor.page.evaluate(
            """() => {
              const skip = 'script, noscript, style, code, svg defs, template, input[type=hidden],'
                + '[lang=en], [lang=en] *,'
                // Wagtail's: never shown in a browser with frames; a button of its date picker that it never uses
                + 'iframe, .xdsoft_save_selected';
              const words = [document.title];
              const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              while (walk.nextNode()) {
                const parent = walk.currentNode.parentElement;
                if (parent && !parent.closest(skip)) words.push(walk.currentNode.data);
              }
              for (const element of document.body.querySelectorAll('[aria-label], [title], [alt], [placeholder]')) {
                if (element.closest(skip)) continue;
                for (const name of ['aria-label', 'title', 'alt', 'placeholder'])
                  if (element.hasAttribute(name)) words.push(element.getAttribute(name));
              }
              return words.join('\\n');
            }"""
        )
    )


def too_wide(visitor: Visitor) -> str:
    """What is wider than the window, or ""."""
    return str(
        visitor.page.evaluate(
            """() => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return '';
              const wide = [...document.body.querySelectorAll('*')].filter((e) => {
                const box = e.getBoundingClientRect();
                if (box.right <= width + 1 || box.width === 0) return false;
                for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
                  if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(p).overflowX)) return false;
                return true;
              });
              return `${document.documentElement.scrollWidth} px: ` +
                wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(' | ');
            }"""
        )
    )


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_public_page(visit, language: str) -> None:
    visitor = visit(size=NARROW)
    waiting, seen, opened = deque([f"/{language}/"]), {f"/{language}/"}, dict[str, int]()
    troubles: list[str] = []
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        opened[kind] = opened.get(kind, 0) + 1
        if opened[kind] > PER_PATTERN or path.startswith("/media/") or "/files/" in path:
            status, _content = visitor.fetch(path)
            if status != 200:
                troubles.append(f"{path} answers {status}")
            continue
        answer = visitor.page.goto(path)
        status = answer.status if answer else 0
        if status != 200:
            troubles.append(f"{path} answers {status}")
            continue
        wide = too_wide(visitor)
        if wide:
            troubles.append(f"{path} is too wide for {NARROW[0]} px: {wide}")
        if language == "th":
            left = latin_words(words_on(visitor))
            if left:
                troubles.append(f"{path} says in English: {sorted(left)[:12]}")
        for link in links_of(visitor):
            query = urlsplit(link).query
            if link in seen or (query and opened.get(kind_of(link), 0) >= 2) or link.count("&") > 1:
                continue
            if not link.startswith((f"/{language}/", "/media/")):
                continue
            seen.add(link)
            waiting.append(link)
    assert len(seen) > 100, f"only {len(seen)} pages were found"
    assert not troubles, f"{len(troubles)} of {len(seen)} pages:\n" + "\n".join(troubles[:60])


PLANNER_PAGES = (
    "{plan}", "{plan}setup/", "{plan}setup/groups/", "{plan}setup/departments/", "{plan}setup/villages/",
    "{plan}setup/headings/", "{plan}setup/columns/", "{plan}setup/projects/", "{plan}books/new/", "{book}",
    "{book}settings/", "{book}meetings/new/", "{book}announce/", "{book}entries/new/", "{entry}", "{entry}edit/",
    "{entry}history/", "/workspace/", "/workspace/plans/", "/workspace/plans/new/",
)  # fmt: skip


def test_every_screen_of_the_workspace(visit) -> None:
    """Steps 0 and 4 to 6 at the planner's and the checker's desk: Thai words only, and narrow enough for a phone."""
    planner, checker = visit("planner-khokkong", size=PHONE), visit("checker-khokkong", size=PHONE)
    planner.open("/workspace/plans/")
    plan = planner.page.locator("main h2 a").first.get_attribute("href") or ""
    planner.open("/workspace/")
    book = planner.page.locator("main .desk-cards h3 a").first.get_attribute("href") or ""
    form = planner.page.locator("main .work-list .title a[href$='/edit/']").first.get_attribute("href") or ""
    planner.open(plan)
    announced = next(
        link.get_attribute("href") or ""
        for link in planner.page.locator(".work-list .title a").all()
        if "เพิ่มเติม" not in link.inner_text()
    )
    paths = [p.format(plan=plan, book=book, entry=form.removesuffix("edit/")) for p in PLANNER_PAGES]
    troubles = read_all(planner, [*paths, announced, f"{announced}announce/", f"{announced}texts/"])
    checker.open("/workspace/")
    waiting = checker.page.locator("#check .title a").first.get_attribute("href") or ""
    troubles += read_all(checker, ["/workspace/", waiting, f"{waiting}history/"])
    assert not troubles, "\n".join(troubles)


def test_every_screen_of_research(visit) -> None:
    """Steps 1 to 3 in /admin/, for researcher, reviewer and area manager: Thai words only."""
    researcher, reviewer, manager = (visit(name) for name in ("researcher", "reviewer", "arm"))
    researcher.open("/admin/")
    add = researcher.page.locator("main a[href*='/add/knowledge/technology/']").first.get_attribute("href") or ""
    edits = researcher.page.locator("main a[href*='/pages/'][href$='/edit/']")
    edit = edits.first.get_attribute("href") or ""
    troubles = read_all(researcher, ["/admin/", add, edit, edit.replace("/edit/", "/history/"), "/admin/images/"])
    reviewer.open("/admin/")
    review = reviewer.page.locator("main a[href$='/review/']").first.get_attribute("href") or ""
    number = re.findall(r"\d+", review)[0]
    troubles += read_all(reviewer, ["/admin/", review, f"/admin/pages/{number}/edit/"])
    manager.open("/th/knowledge/")
    follow(manager.page.locator("main .cards a").first)
    offer = manager.page.locator("main a[href*='/workspace/offer/']").first
    if offer.count():
        troubles += read_all(manager, [offer.get_attribute("href") or ""])
    assert not troubles, "\n".join(troubles)


def read_all(visitor: Visitor, paths: list[str]) -> list[str]:
    """What is wrong with the words or the width of these pages."""
    troubles = []
    phone = (visitor.page.viewport_size or {"width": 0})["width"] <= PHONE[0]
    for path in paths:
        visitor.open(path)
        left = latin_words(words_on(visitor))
        if left:
            troubles.append(f"{path} says in English: {sorted(left)[:40]}")
        wide = too_wide(visitor) if phone else ""
        if wide:
            troubles.append(f"{path} is too wide: {wide}")
        visitor.shot("screen-" + re.sub(r"\W+", "-", path).strip("-"))
    return troubles
