"""Setting up a plan by hand (step 0): every section saves, refuses wrong input and keeps what was typed."""

import pytest
from django.urls import reverse

from plans import setting_up
from plans.forms.setup import read_groups
from plans.importing import apply_rows, read_rows
from plans.models import ExistingProject, Plan, PlanGroup
from plans.setting_up import GroupLine
from portal.people.models import Department
from tests.factories.bodies import body
from tests.plans.desk import TODAY, draft, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = TODAY


@pytest.fixture
def sao(db):
    return body()


def section(of, key: str) -> str:
    return reverse("workspace:setup_section", args=[of.plan.pk, key])


def rows(*values: tuple[str, str, str]) -> dict[str, str]:
    posted = {}
    for i, (pk, number, name) in enumerate(values):
        posted |= {f"row-{i}-id": pk, f"row-{i}-number": number, f"row-{i}-name": name}
    return posted


def test_new_plan_is_made_once(sao):
    client = signed_in(sao.planner)
    page = client.get(reverse("workspace:plan_new"))
    assert page.status_code == 200
    values = {"organisation": sao.organisation.pk, "kind": "subdistrict", "edition": "2566", "key": "k", "version": ""}
    first = client.post(reverse("workspace:plan_new"), values)
    again = client.post(reverse("workspace:plan_new"), values)
    plan = Plan.objects.get(organisation=sao.organisation, edition_code="2566")
    assert first.url == again.url == reverse("workspace:setup", args=[plan.pk])
    assert client.post(reverse("workspace:plan_new"), {**values, "edition": "1999"}).status_code == 422


def test_a_plan_of_another_body_cannot_be_made(sao):
    other = body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    values = {"organisation": other.organisation.pk, "kind": "subdistrict", "edition": "2566"}
    assert signed_in(sao.planner).post(reverse("workspace:plan_new"), values).status_code == 422
    assert Plan.objects.filter(organisation=other.organisation).count() == 1


@pytest.mark.parametrize("key", ["groups", "departments", "villages", "headings", "columns", "projects"])
def test_sections_open_and_are_refused_to_others(sao, key):
    other = body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    assert signed_in(sao.planner).get(section(sao, key)).status_code == 200
    assert signed_in(other.planner).get(section(sao, key)).status_code == 404
    assert signed_in(other.planner).post(section(sao, key), {"row-0-name": "x"}).status_code == 404
    assert "/login/" in sao_anonymous(section(sao, key))


def sao_anonymous(url: str) -> str:
    from django.test import Client

    return Client().get(url).url


def test_groups_by_rows_paste_and_twice(sao):
    client = signed_in(sao.planner)
    url = section(sao, "groups")
    seen = client.get(url).context["version"]
    posted = {
        **rows((str(sao.group.pk), "1", "เศรษฐกิจชุมชน"), ("", "", "")),
        "pasted": "2. คุณภาพชีวิต\n๓ แหล่งน้ำ\nสิ่งแวดล้อม",
        "version": seen,
    }
    assert client.post(url, posted).status_code == 302
    assert [(g.order, g.name) for g in sao.plan.groups.all()] == [
        (1, "เศรษฐกิจชุมชน"), (2, "คุณภาพชีวิต"), (3, "แหล่งน้ำ"), (4, "สิ่งแวดล้อม"),
    ]  # fmt: skip
    assert PlanGroup.objects.get(pk=sao.group.pk).name == "เศรษฐกิจชุมชน"
    assert client.post(url, posted).status_code == 302  # the same form, sent twice
    assert sao.plan.groups.count() == 4


def test_groups_changed_by_somebody_else_meanwhile(sao):
    client = signed_in(sao.planner)
    url = section(sao, "groups")
    seen = client.get(url).context["version"]
    setting_up.save_groups(sao.checker, sao.plan, [GroupLine((1,), "ชื่อใหม่", sao.group.pk)])
    answer = client.post(url, {**rows((str(sao.group.pk), "1", "ชื่อที่พิมพ์")), "version": seen})
    assert answer.status_code == 422
    assert "ชื่อที่พิมพ์" in answer.text
    assert PlanGroup.objects.get(pk=sao.group.pk).name == "ชื่อใหม่"


def test_used_groups_stay_and_typing_is_kept(sao):
    draft(sao)
    client = signed_in(sao.planner)
    url = section(sao, "groups")
    answer = client.post(url, rows((str(sao.group.pk), "1", ""), ("", "1", "ประเด็นใหม่")))
    assert answer.status_code == 422 and "ประเด็นใหม่" in answer.text
    assert sao.plan.groups.get().pk == sao.group.pk
    for number in ("1.1", "ก"):
        answer = client.post(url, rows((str(sao.group.pk), "1", "เดิม"), ("", number, "ย่อย")))
        assert answer.status_code == 422 and "ย่อย" in answer.text


def test_strategies_with_tactics():
    of = body(edition="2566")
    lines, problems = read_groups([], "ยุทธศาสตร์ที่ 1 เศรษฐกิจ\nกลยุทธ์ที่ 1.1 อาชีพ\n\tการตลาด\n2 สังคม\n  ผู้สูงอายุ", of.plan)
    assert not problems
    assert [(line.number, line.name) for line in lines] == [
        ((1,), "เศรษฐกิจ"), ((1, 1), "อาชีพ"), ((1, 2), "การตลาด"), ((2,), "สังคม"), ((2, 1), "ผู้สูงอายุ"),
    ]  # fmt: skip
    client = signed_in(of.planner)
    url = section(of, "groups")
    orphan = client.post(
        url, rows((str(of.group.parent_id), "1", "เดิม"), (str(of.group.pk), "1.1", "เดิม"), ("", "5.1", "กำพร้า"))
    )
    assert orphan.status_code == 422 and "กำพร้า" in orphan.text
    setting_up.save_groups(of.planner, of.plan, lines)
    assert [line.number for line in setting_up.group_lines(of.plan)] == [line.number for line in lines]


def test_departments_start_from_the_usual_list(sao):
    Department.objects.filter(organisation=sao.organisation).delete()
    client = signed_in(sao.planner)
    url = section(sao, "departments")
    page = client.get(url)
    assert "กองช่าง" in page.text
    assert (
        client.post(url, {**rows(("", "", "สำนักปลัด"), ("", "", "กองช่าง")), "pasted": "กองคลัง\nกองช่าง"}).status_code
        == 302
    )
    assert list(sao.organisation.departments.values_list("name", flat=True)) == ["สำนักปลัด", "กองช่าง", "กองคลัง"]


def test_departments_swap_names_and_used_ones_stay(sao):
    draft(sao)
    second = Department.objects.create(organisation=sao.organisation, name="กองช่าง", order=2)
    client = signed_in(sao.planner)
    url = section(sao, "departments")
    first = str(sao.department.pk)
    swap = rows((first, "", "กองช่าง"), (str(second.pk), "", "สำนักปลัด"))
    assert client.post(url, swap).status_code == 302
    assert Department.objects.get(pk=first).name == "กองช่าง"
    answer = client.post(url, rows((str(second.pk), "", "สำนักปลัด")))
    assert answer.status_code == 422
    assert client.post(url, rows((first, "", "กองช่าง"), ("", "", "กอง ช่าง"))).status_code == 422


def test_villages_are_those_of_the_body(sao):
    client = signed_in(sao.planner)
    url = section(sao, "villages")
    assert "หมู่ที่" in client.get(url).text or "Moo" in client.get(url).text
    assert client.post(url, {"village": [sao.villages[0].code, sao.villages[2].code]}).status_code == 302
    assert sao.organisation.villages.count() == 2
    assert client.post(url, {"village": ["99999999"]}).status_code == 422
    assert sao.organisation.villages.count() == 2


def test_headings_and_columns(sao):
    client = signed_in(sao.planner)
    url = section(sao, "headings")
    labels = sao.plan.edition.heading_labels
    posted = {f"row-{i}-label": label for i, label in enumerate(labels)} | {"row-0-text": "ด้านที่ 4", "row-1-text": " "}
    assert client.post(url, posted).status_code == 302
    assert [(line.label, line.text) for line in sao.plan.heading_lines.all()] == [(labels[0], "ด้านที่ 4")]
    assert client.get(url).text.count("row-") > 10
    assert client.post(url, {"row-0-label": "ก", "row-0-text": "ข" * 500}).status_code == 422
    assert client.post(section(sao, "columns"), {"show_total": "on"}).status_code == 302
    sao.plan.refresh_from_db()
    assert sao.plan.printed_options["show_total"] is True
    assert sao.plan.printed_options["show_reason"] is False


PASTE = (
    "ลำดับที่\tชื่อโครงการ\tเล่ม\tหน้าที่\tหมู่ที่\tปีงบประมาณ\n"
    "๓\tโครงการส่งเสริมอาชีพเพาะเห็ด  ตําบลโคกก่อง\tฉบับแรก\t๔๑\t๘\t๒๕๗๑\n"
    "-\tโครงการสอง\tฉบับแรก\t42\t-\t2571-2573\n"
    "5\tโครงการสาม\tฉบับแรก\t43\tหมู่ 3\t2028\n"
    "\t\tฉบับแรก\t44\t\t\n"
)


def test_paste_of_existing_projects(sao):
    found = read_rows(sao.plan, PASTE)
    assert [row.status for row in found] == ["new", "new", "error", "error"]
    first, second, third, _fourth = found
    assert (first.name, first.page, first.item, first.moo, first.years) == (
        "โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลโคกก่อง", "41", "3", 8, (2571,),
    )  # fmt: skip
    assert (second.item, second.moo, second.years) == ("", None, (2571, 2572, 2573))
    assert "2571" in third.findings[0][1]
    assert apply_rows(sao.planner, sao.plan, found) == {"new": 2, "update": 0, "same": 0, "error": 2}
    again = read_rows(sao.plan, PASTE)
    assert [row.status for row in again] == ["same", "same", "error", "error"]
    assert apply_rows(sao.planner, sao.plan, again)["new"] == 0
    assert ExistingProject.objects.count() == 2
    changed = read_rows(sao.plan, PASTE.replace("๘", "๗"))
    assert changed[0].status == "update"


@pytest.mark.parametrize(
    ("text", "years"),
    [("พ.ศ. 2571", (2571,)), ("2571, 2573", (2571, 2573)), ("2571–2575", (2571, 2572, 2573, 2574, 2575)), ("-", ())],
)
def test_years_as_typed(sao, text, years):
    assert read_rows(sao.plan, f"โครงการ\tฉบับแรก\t1\t1\t1\t{text}")[0].years == years


@pytest.mark.parametrize("text", ["2566", "71", "ปีหน้า", "2575-2571"])
def test_unclear_years_are_asked_about(sao, text):
    row = read_rows(sao.plan, f"โครงการ\tฉบับแรก\t1\t1\t1\t{text}")[0]
    assert row.status == "error" and row.findings


def test_quoted_cells_and_names_only(sao):
    assert [r.name for r in read_rows(sao.plan, '"โครงการ ""ดี""\nสองบรรทัด"\tเล่ม\nโครงการสอง')] == [
        'โครงการ "ดี" สองบรรทัด',
        "โครงการสอง",
    ]
    assert [r.name for r in read_rows(sao.plan, 'โครงการ "หนึ่ง\nโครงการสอง')] == ['โครงการ "หนึ่ง', "โครงการสอง"]


def test_paste_page_checks_then_applies_and_keeps_wrong_rows(sao):
    client = signed_in(sao.planner)
    url = section(sao, "projects")
    assert client.post(url, {"action": "check", "pasted": ""}).status_code == 422
    page = client.post(url, {"action": "check", "pasted": PASTE})
    assert page.status_code == 200 and ExistingProject.objects.count() == 0
    page = client.post(url, {"action": "apply", "pasted": PASTE})
    assert ExistingProject.objects.count() == 2
    assert "โครงการสาม" in page.context["pasted"] and "โครงการสอง" not in page.context["pasted"]
    ids = list(ExistingProject.objects.values_list("pk", flat=True))
    client.post(url, {"action": "remove", "project": ids[:1]})
    assert ExistingProject.objects.count() == 1


def test_progress_and_plan_pages_cost_the_same_however_much_there_is(sao, django_assert_max_num_queries):
    client = signed_in(sao.planner)
    setting_up.save_groups(
        sao.planner,
        sao.plan,
        [GroupLine((1,), "เดิม", sao.group.pk), *(GroupLine((n,), f"ชื่อ {n}") for n in range(2, 40))],
    )
    with django_assert_max_num_queries(20):
        assert client.get(reverse("workspace:setup", args=[sao.plan.pk])).status_code == 200
    with django_assert_max_num_queries(20):
        assert client.get(reverse("workspace:plan", args=[sao.plan.pk])).status_code == 200
    assert client.get(reverse("workspace:plans")).status_code == 200
