"""`manage.py demo`: the demonstration province; see `portal.site.demo.load`. Called by the bootstrap of `./run`."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.site.demo.data import DemoDataError
from portal.site.demo.load import build
from portal.site.demo.people import note_lines, write_note


class Command(BaseCommand):
    help = "Build the demonstration province: accounts, items, plans; repeated safely"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO=no: this site is to have no demonstration.")
        began = time.monotonic()
        try:
            built = build(self._say)
        except DemoDataError as error:
            raise CommandError(f"The demonstration cannot be built: {error}.") from error
        write_note()
        if not built.anything:
            self._say("    the demonstration is complete; nothing to do")
            return
        self._say(
            f"    {built.accounts} accounts, {built.items} items, {built.books} books, {built.offers} offers"
            f" in {time.monotonic() - began:.0f} s"
        )
        if options["verbosity"] > 1:
            self._say("\n".join(note_lines()))

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
