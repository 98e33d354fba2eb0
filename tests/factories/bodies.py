"""Bodies with people and a plan, small and quick: for tests that need no whole province."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model

from plans.models import HeadingLine, Plan, PlanBook, PlanGroup
from plans.states import BookKind
from portal.base.models import BudgetProgramme
from portal.people.models import Department, Membership, Organisation, OrganisationKind, Role
from portal.places.models import District, Province, Subdistrict, Village


@dataclass
class Body:
    """A local body: its people, plan and open book."""

    organisation: Organisation
    planner: Any
    checker: Any
    plan: Plan
    book: PlanBook
    group: PlanGroup
    department: Department
    subdistrict: Subdistrict
    villages: list[Village] = field(default_factory=list)


def person(username: str, *roles: tuple[Organisation, Role]) -> Any:
    """A user with memberships; the password is "password"."""
    user = get_user_model().objects.create_user(
        username=username, password="password", email=f"{username}@example.org", display_name=username
    )
    for organisation, role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def place(code: str = "479901", name: str = "โคกก่อง") -> Subdistrict:
    """A subdistrict of Sakon Nakhon with its chain."""
    province, _ = Province.objects.get_or_create(code="47", defaults={"name_th": "สกลนคร", "name_en": "Sakon Nakhon"})
    district, _ = District.objects.get_or_create(
        code=code[:4], defaults={"name_th": "เมืองสกลนคร", "name_en": "Mueang", "province": province}
    )
    subdistrict, _ = Subdistrict.objects.get_or_create(
        code=code, defaults={"name_th": name, "name_en": name, "district": district}
    )
    return subdistrict


def body(
    kind: str = OrganisationKind.SAO,
    *,
    name: str = "องค์การบริหารส่วนตำบลโคกก่อง",
    code: str = "khokkong",
    edition: str = "2571",
    subdistrict: Subdistrict | None = None,
) -> Body:
    """A body whose planner and checker are set up, with one open addition."""
    where = subdistrict or place()
    organisation = Organisation.objects.create(
        code=code, name_th=name, short_name=name, kind=kind, district=where.district
    )
    organisation.subdistricts.add(where)
    villages = [
        Village.objects.get_or_create(
            code=f"{where.code}{moo:02}", defaults={"subdistrict": where, "moo": moo, "name_th": village}
        )[0]
        for moo, village in ((1, "บ้านโคกก่อง"), (2, "บ้านกุดไห"), (3, "บ้านกุดไห"))
    ]
    department = Department.objects.create(organisation=organisation, name="สำนักปลัด")
    plan = Plan.objects.create(organisation=organisation, type_code="subdistrict", edition_code=edition)
    parent = None
    if plan.edition.shape == "strategy":
        parent = PlanGroup.objects.create(plan=plan, order=1, name="ด้านเศรษฐกิจ")
    group = PlanGroup.objects.create(plan=plan, order=1, name="ส่งเสริมอาชีพและรายได้", parent=parent)
    for order, label in enumerate(plan.edition.heading_labels):
        HeadingLine.objects.create(plan=plan, order=order, label=label, text="ข้อความหัวแบบ")
    planner = person(f"planner-{code}", (organisation, Role.PLANNER))
    checker = person(f"checker-{code}", (organisation, Role.CHECKER))
    book = PlanBook.objects.create(
        plan=plan, kind=BookKind.ADDITION, label="เพิ่มเติม ครั้งที่ 1/2569", reason="เพื่อแก้ไขปัญหาความยากจน", created_by=planner
    )
    BudgetProgramme.objects.get_or_create(code="00250", defaults={"name": "สร้างความเข้มแข็งของชุมชน"})
    return Body(organisation, planner, checker, plan, book, group, department, where, villages)


def complete_fields(of: Body, title: str = "โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลโคกก่อง", **changes: Any) -> dict[str, Any]:
    """Words of an entry that no rule objects to."""
    fields: dict[str, Any] = {
        "title": title,
        "objective": "เพื่อถ่ายทอดความรู้การเพาะเห็ดให้ครัวเรือนเป้าหมาย",
        "target": "อบรมครัวเรือนเป้าหมาย 1 รุ่น",
        "quantity": 30,
        "unit": "ครัวเรือน",
        "group": of.group,
        "programme": BudgetProgramme.objects.get(code="00250"),
        "subdistrict": of.subdistrict,
        "villages": [of.villages[0].code],
        "indicator": "ร้อยละ 80 ของครัวเรือนมีรายได้เพิ่มขึ้น",
        "expected_result": "ครัวเรือนมีอาชีพและรายได้",
        "department": of.department,
        "responsible": of.department.name,
        "reason": "ครัวเรือนเป้าหมายต้องการอาชีพเสริม",
        "origin_who": "ประชาคมหมู่บ้าน หมู่ที่ 1",
        "legal_power": "พ.ร.บ.สภาตำบลและองค์การบริหารส่วนตำบล พ.ศ. 2537",
    }
    return {**fields, **changes}
