"""แผนพัฒนาอำเภอ (ระเบียบ มท. 2562). No official blank was found: the columns follow brief 3.2."""

from plans.states import BookKind, Stage
from plans.types.base import Edition, Form, FormColumn, PlanType, year_columns


def _edition(first: int, last: int) -> Edition:
    years = range(first, last + 1)
    return Edition(
        code=str(first),
        first_year=first,
        last_year=last,
        shape="district",
        forms=(
            Form(
                "district",
                "บัญชีโครงการ",
                "บัญชีโครงการตามแผนพัฒนาอำเภอ",
                (
                    FormColumn("index", ("ลำดับ",), width=4, kind="index"),
                    FormColumn("title", ("แผนงาน/โครงการ",), width=14),
                    FormColumn("origin", ("ที่มา",), width=9),
                    FormColumn("objective", ("วัตถุประสงค์",), width=12),
                    FormColumn("indicator", ("ตัวชี้วัดและค่าเป้าหมาย",), width=11),
                    FormColumn("place", ("พื้นที่ดำเนินการ",), width=9),
                    FormColumn("beneficiaries", ("กลุ่มเป้าหมาย",), width=8),
                    *year_columns(years, width=6.6),
                    FormColumn("total", ("รวม", "(บาท)"), width=7, kind="money"),
                    FormColumn("funding_source", ("แหล่งงบประมาณ",), width=8),
                    FormColumn("responsible", ("หน่วยดำเนินการ",), width=8),
                    FormColumn("alignment", ("ความสอดคล้อง",), width=8),
                ),
            ),
        ),
        heading_labels=("แผนพัฒนาจังหวัด", "ยุทธศาสตร์ชาติ 20 ปี", "เป้าหมายการพัฒนาที่ยั่งยืน (SDGs)"),
        group_labels=("ประเด็นการพัฒนาอำเภอ",),
    )


def stages(organisation_kind: str, book_kind: BookKind) -> tuple[Stage, ...]:
    """ก.บ.อ. decides, then the district chief announces."""
    return (Stage.DISTRICT_COMMITTEE,)


DISTRICT = PlanType(
    code="district",
    name="แผนพัฒนาอำเภอ",
    name_en="District development plan",
    organisation_kinds=frozenset({"district"}),
    editions=(_edition(2566, 2570), _edition(2571, 2575)),
    stages=stages,
)
