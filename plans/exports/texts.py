"""Texts to copy from an announced book: the citation for the budget ordinance, the announcement. Always Thai."""

from plans.exports.form_rows import body_line
from plans.models import PlanBook, PlanEntry
from plans.states import BookKind
from portal.kit.thai.dates import format_date

SECTIONS = {
    BookKind.ADDITION: "ข้อ 22",
    BookKind.CHANGE: "ข้อ 22/1",
    BookKind.CORRECTION: "ข้อ 21",
    BookKind.ORIGINAL: "ข้อ 17",
}


def page_of(entry: PlanEntry) -> str:
    """The page as printed: what the body typed over, else that of the real PDF; "…" while it is being made."""
    return entry.printed_page or (str(entry.page_number) if entry.page_number is not None else "…")


def citation_line(entry: PlanEntry) -> str:
    """ "ปรากฏในแผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575) เพิ่มเติม ครั้งที่ 1/2569 หน้าที่ 3 ลำดับที่ 1" (brief 2.4)."""
    return f"ปรากฏใน{entry.book.title} หน้าที่ {page_of(entry)} ลำดับที่ {entry.item_number or '…'}"


def announcement_text(book: PlanBook) -> str:
    """The text of the announcement, for the office's own paper. Clause numbers are those of the regulation of 2548."""
    act = book.announcement
    lines = [
        f"ประกาศ{book.plan.organisation.name_th}",
        f"เรื่อง ประกาศใช้{book.title}",
        "",
        (
            f"อาศัยอำนาจตามระเบียบกระทรวงมหาดไทยว่าด้วยการจัดทำแผนพัฒนาขององค์กรปกครองส่วนท้องถิ่น พ.ศ. 2548 "
            f"และที่แก้ไขเพิ่มเติม {SECTIONS[BookKind(book.kind)]} จึงประกาศใช้{book.title} "
            f"ของ{body_line(book)} ตั้งแต่{format_date(act.date, 'full')} เป็นต้นไป"
            if book.plan.type_code == "subdistrict"
            else f"{body_line(book)} ประกาศใช้{book.title} ตั้งแต่{format_date(act.date, 'full')} เป็นต้นไป"
        ),
        "",
        (f"ปิดประกาศไว้ ณ ที่ทำการ ตั้งแต่{format_date(act.posted_from, 'full')} ถึง{format_date(act.posted_until, 'full')}"),
        "",
        f"ประกาศ ณ {format_date(act.date, 'full')}",
        "",
        "(ลงชื่อ) ........................................",
        f"({act.signer.strip('() ')})",
        act.signer_title,
    ]
    return "\n".join(lines)
