"""แผนปฏิบัติราชการ of an agency (brief 4.3): ยุทธศาสตร์ > แผนงาน > ผลผลิต/โครงการ > กิจกรรม."""

from plans.states import BookKind, Stage
from plans.types.base import Edition, Form, FormColumn, PlanType, year_columns


def _edition(first: int, last: int) -> Edition:
    years = range(first, last + 1)
    return Edition(
        code=str(first),
        first_year=first,
        last_year=last,
        shape="agency",
        forms=(
            Form(
                "agency",
                "แผนปฏิบัติราชการ",
                "รายละเอียดโครงการและกิจกรรมตามแผนปฏิบัติราชการ",
                (
                    FormColumn("index", ("ที่",), width=4, kind="index"),
                    FormColumn("title", ("ผลผลิต/โครงการ",), width=15),
                    FormColumn("activities", ("กิจกรรม",), width=14),
                    FormColumn("objective", ("วัตถุประสงค์",), width=12),
                    FormColumn("unit", ("หน่วยนับ",), width=6),
                    FormColumn("quantity", ("เป้าหมาย",), width=6, kind="number"),
                    FormColumn("indicator", ("ตัวชี้วัด",), width=10),
                    *year_columns(years, width=7),
                    FormColumn("total", ("รวม", "(บาท)"), width=7.5, kind="money"),
                    FormColumn("quarters", ("รายไตรมาส",), width=8),
                    FormColumn("responsible", ("ผู้รับผิดชอบ",), width=9),
                ),
            ),
        ),
        heading_labels=("ยุทธศาสตร์ชาติ 20 ปี", "แผนแม่บทภายใต้ยุทธศาสตร์ชาติ", "แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ"),
        group_labels=("ยุทธศาสตร์", "แผนงาน"),
    )


def stages(organisation_kind: str, book_kind: BookKind) -> tuple[Stage, ...]:
    """The head of the agency approves."""
    return (Stage.EXECUTIVE,)


AGENCY = PlanType(
    code="agency",
    name="แผนปฏิบัติราชการ",
    name_en="Agency action plan",
    organisation_kinds=frozenset({"agency"}),
    editions=(_edition(2566, 2570), _edition(2571, 2575)),
    stages=stages,
)
