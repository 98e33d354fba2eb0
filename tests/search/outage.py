"""A process that edits the content of a site while others read it; `test_outage` starts it and talks to it.

Reads one line of JSON after the other, {"do": name, …}, and answers each with one line of JSON.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

WORDS = ("เห็ดนางฟ้า", "จิ้งหรีด", "ปลาร้า", "ผ้าคราม", "ข้าวฮาง", "หมากเม่า")


class Editor:
    """Publishes, edits, unpublishes and deletes pages, one after the other, in a thread of its own."""

    def __init__(self) -> None:
        self.confirmed = 0
        self.trouble = ""
        self.slowest = 0.0
        self._number = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def prepare(self) -> dict[str, Any]:
        """Pages to find, a planner's session, the index built."""
        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        from portal.site.models import StandardPage
        from portal.site.page_content import ensure_pages
        from search.sources import rebuild
        from tests.factories.bodies import body

        home = ensure_pages()
        for number, word in enumerate(WORDS * 4):
            page = StandardPage(title=f"หน้า {word} ที่ {number}", slug=f"page-{number}", intro=f"การทำ{word}ในครัวเรือน")
            home.add_child(instance=page)
            page.save_revision().publish()
        planner = body(code="outage").planner
        session = SessionStore()
        session[SESSION_KEY] = str(planner.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = planner.get_session_auth_hash()
        session.save()
        return {"session": session.session_key, "documents": rebuild().written}

    def start(self) -> dict[str, Any]:
        """Begin to edit, unless that goes on already."""
        if self._thread is not None and self._thread.is_alive():
            return {}
        self._stop.clear()
        self._thread = threading.Thread(target=self._edit, daemon=True)
        self._thread.start()
        return {}

    def stop(self) -> dict[str, Any]:
        """Edit no more; how many changes were made."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(60)
        return self.told()

    def told(self) -> dict[str, Any]:
        """How many changes were made so far, the longest that one took, and what went wrong."""
        answer = {"confirmed": self.confirmed, "slowest": self.slowest, "trouble": self.trouble}
        self.slowest = 0.0
        return answer

    def waiting(self) -> dict[str, Any]:
        """How many changes the server has not taken."""
        from search.models import SearchPending

        return {"waiting": SearchPending.objects.count()}

    def compare(self) -> dict[str, Any]:
        """What differs between the server and the database."""
        from tests.search.equality import differences

        return {"differences": differences(every=5)[:20]}

    def _edit(self) -> None:
        from django.db import connection

        from portal.site.models import StandardPage

        home = StandardPage.objects.first().get_parent()
        try:
            while not self._stop.is_set():
                self._number += 1
                number = self._number
                word = WORDS[number % len(WORDS)]
                started = time.monotonic()
                pages = StandardPage.objects.filter(slug__startswith="page-").order_by("?")
                page = pages.first()
                if number % 6 == 0:
                    new = StandardPage(title=f"ใหม่ {word} {number}", slug=f"page-new-{number}", intro="เรื่องใหม่")
                    home.add_child(instance=new)
                    new.save_revision().publish()
                elif number % 6 == 3:
                    page.delete()
                elif number % 6 == 5:
                    page.unpublish()
                else:
                    page.title = f"ปรับ {word} ครั้งที่ {number}"
                    page.save_revision().publish()
                self.slowest = max(self.slowest, time.monotonic() - started)
                self.confirmed += 1
                time.sleep(0.05)
        except Exception as error:  # noqa: BLE001 - told to the test, which fails by it
            self.trouble = repr(error)
        finally:
            connection.close()


def main() -> None:
    """Answer until the input ends."""
    import django

    django.setup()
    editor = Editor()
    deeds: dict[str, Callable[[], dict[str, Any]]] = {
        name: getattr(editor, name) for name in ("prepare", "start", "stop", "told", "waiting", "compare")
    }
    for line in sys.stdin:
        print(json.dumps(deeds[json.loads(line)["do"]]()), flush=True)


if __name__ == "__main__":
    main()
