"""The round label that a new book is offered: "เพิ่มเติม ครั้งที่ 2/2569". Always Thai, since it is printed.

Called by the page that opens a book. A person may type another: real labels vary (scenarios, rules).
"""

import re
from collections.abc import Mapping

from plans.models import Plan
from plans.states import BookKind
from portal.base.clock import today
from portal.kit.thai.dates import be_year
from portal.kit.thai.text import arabic_digits

# The words of the regulation of 2548 with its amendments: ข้อ 22, 22/1, 21.
ROUND_WORDS: Mapping[BookKind, str] = {
    BookKind.ADDITION: "เพิ่มเติม",
    BookKind.CHANGE: "เปลี่ยนแปลง",
    BookKind.CORRECTION: "แก้ไข",
}
ORIGINAL_LABEL = "ฉบับแรก"


def suggested_label(plan: Plan, kind: BookKind) -> str:
    """The next free label of that kind in this calendar year (B.E.)."""
    if kind == BookKind.ORIGINAL:
        return ORIGINAL_LABEL
    year = be_year(today())
    numbers = [0]
    for label in plan.books.filter(kind=kind).values_list("label", flat=True):
        match = re.search(rf"ครั้งที่\s*([0-9]+)\s*/\s*{year}", arabic_digits(label))
        if match:
            numbers.append(int(match[1]))
    return f"{ROUND_WORDS[kind]} ครั้งที่ {max(numbers) + 1}/{year}"
