"""แผนพัฒนาท้องถิ่น of an อปท.: two generations of form live at once (brief 1.3, 1.5).

2566–2570 (มท 0810.3/ว 7467, 14 ธ.ค. 2563): by ยุทธศาสตร์ > กลยุทธ์ > แผนงาน, 12 columns with KPI.
2571–2575: by ประเด็นการพัฒนา, 11 columns; KPI, reason and total columns are switches of the body.
"""

from plans.states import BookKind, Stage
from plans.types.base import Edition, Form, FormColumn, PlanType, year_columns

REVISIONS = frozenset({BookKind.ADDITION, BookKind.CHANGE, BookKind.CORRECTION})


def _columns(years: range, *, kpi_option: str) -> tuple[FormColumn, ...]:
    return (
        FormColumn("index", ("ที่",), width=4, kind="index"),
        FormColumn("title", ("โครงการ",), width=14),
        FormColumn("objective", ("วัตถุประสงค์",), width=13),
        FormColumn("target_text", ("เป้าหมาย", "(ผลผลิตของโครงการ)"), width=13),
        *year_columns(years, width=7.6),
        FormColumn("total", ("รวม", "(บาท)"), width=8, kind="money", option="show_total"),
        FormColumn("indicator", ("ตัวชี้วัด (KPI)",), width=11, option=kpi_option),
        FormColumn("expected_result", ("ผลที่คาดว่าจะได้รับ",), width=12),
        FormColumn("responsible", ("หน่วยงานรับผิดชอบหลัก",), width=9),
        FormColumn("reason", ("เหตุผลความจำเป็น",), width=12, option="show_reason", for_books=REVISIONS),
    )


def _equipment_columns(years: range) -> tuple[FormColumn, ...]:
    return (
        FormColumn("index", ("ที่",), width=4, kind="index"),
        FormColumn("programme", ("แผนงาน",), width=12),
        FormColumn("category", ("หมวด",), width=9),
        FormColumn("title", ("ประเภท",), width=16),
        FormColumn("target_text", ("เป้าหมาย", "(ผลผลิตของครุภัณฑ์)"), width=17),
        *year_columns(years, width=7.6),
        FormColumn("responsible", ("หน่วยงานรับผิดชอบหลัก",), width=10),
    )


def _edition(first: int, last: int, shape: str) -> Edition:
    years = range(first, last + 1)
    by_strategy = shape == "strategy"
    switches: tuple[tuple[str, str, bool], ...] = (
        ("show_kpi", "ตัวชี้วัด (KPI)", by_strategy),
        ("show_reason", "เหตุผลความจำเป็น", not by_strategy),
        ("show_total", "รวม 5 ปี", False),
    )
    title = "รายละเอียดโครงการพัฒนา" if by_strategy else "บัญชีรายละเอียดโครงการพัฒนาท้องถิ่น"
    columns = _columns(years, kpi_option="show_kpi")
    return Edition(
        code=str(first),
        first_year=first,
        last_year=last,
        shape="strategy" if by_strategy else "issue",
        forms=(
            Form("p02", "แบบ ผ.02", title, columns),
            Form("p02-2", "แบบ ผ.02/2", title, columns),
            Form("p03", "แบบ ผ.03", "บัญชีครุภัณฑ์", _equipment_columns(years)),
        ),
        heading_labels=(
            "ก. ยุทธศาสตร์ชาติ 20 ปี",
            "ข. แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ",
            "ค. เป้าหมายการพัฒนาที่ยั่งยืน (SDGs)",
            "ง. ยุทธศาสตร์จังหวัด" if by_strategy else "ง. ประเด็นการพัฒนาจังหวัด",
            "จ. ยุทธศาสตร์การพัฒนาของ อปท. ในเขตจังหวัด",
        ),
        group_labels=("ยุทธศาสตร์", "กลยุทธ์") if by_strategy else ("ประเด็นการพัฒนาท้องถิ่น",),
        options=switches,
    )


def stages(organisation_kind: str, book_kind: BookKind) -> tuple[Stage, ...]:
    """Who decides (ข้อ 17, 21, 22, 22/1): the council only in an อบต.; a correction needs the executive alone."""
    if book_kind == BookKind.CORRECTION:
        return (Stage.EXECUTIVE,)
    before = (Stage.COMMITTEE, Stage.COMMUNITY)
    council = (Stage.COUNCIL,) if organisation_kind == "sao" else ()
    return (*before, *council, Stage.EXECUTIVE)


SUBDISTRICT = PlanType(
    code="subdistrict",
    name="แผนพัฒนาท้องถิ่น",
    name_en="Local development plan",
    organisation_kinds=frozenset({"pao", "city", "town", "municipality", "sao"}),
    editions=(_edition(2566, 2570, "strategy"), _edition(2571, 2575, "issue")),
    stages=stages,
    summary_form="แบบ ผ.01",
    parent="district",
)
