"""A small world for the tests of knowledge: two universities with sections, people by role, one technology."""

from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from wagtail.models import Site

from knowledge.models import Evidence, KnowledgeIndex, KnowledgeSection, SeedCostLine, Technology
from knowledge.review import approve, submit
from knowledge.sections import ensure_sections
from knowledge.vocabularies import load_vocabularies
from portal.base.models import BudgetProgramme
from portal.people.models import Membership, Organisation, OrganisationKind, Role, User
from portal.places.models import Subdistrict

KUT_HAI = "470305"


@dataclass
class World:
    """What the tests stand on."""

    index: KnowledgeIndex
    section: KnowledgeSection
    other_section: KnowledgeSection
    university: Organisation
    subdistrict: Subdistrict
    people: dict[str, User] = field(default_factory=dict)

    def draft(self, title: str = "โรงเรือนเพาะเห็ดจากวัสดุท้องถิ่น", author: str = "researcher", **values) -> Technology:
        """A technology as a researcher leaves it: one revision, not live."""
        item = Technology(
            title=title,
            summary="เพาะเห็ดได้ทั้งปีในโรงเรือนขนาดเล็ก",
            seed_project_name="โครงการส่งเสริมการเพาะเห็ด",
            seed_objective="เพื่อสร้างรายได้",
            seed_quantity=Decimal("30"),
            seed_unit="ครัวเรือน",
            seed_programme=BudgetProgramme.objects.get(code="00320"),
            trl_now=8,
            owner=self.people[author],
            live=False,
            **values,
        )
        item.evidence = [
            Evidence(
                subdistrict=self.subdistrict,
                moo=4,
                fiscal_year=2567,
                households=32,
                income_before=Decimal("1200"),
                income_after=Decimal("6000"),
                source="รายงานฉบับสมบูรณ์",
            )
        ]
        item.cost_lines = [
            SeedCostLine(label="วัสดุ", quantity=30, unit="ชุด", unit_price=Decimal("1500"), price_year=2569)
        ]
        self.section.add_child(instance=item)
        item.save_revision(user=self.people[author], log_action=True)
        item.refresh_from_db()
        return item

    def published(self, title: str = "โรงเรือนเพาะเห็ดจากวัสดุท้องถิ่น", **values) -> Technology:
        """A technology that went through review."""
        item = self.draft(title, **values)
        submit(item, self.people["researcher"])
        approve(item, self.people["reviewer"])
        return Technology.objects.get(pk=item.pk)

    def edit(self, item: Technology, user: str, **values) -> Technology:
        """Another draft version by somebody."""
        draft = Technology.objects.get(pk=item.pk).get_latest_revision_as_object()
        for name, value in values.items():
            setattr(draft, name, value)
        draft.save_revision(user=self.people[user], log_action=True, clean=False)
        return Technology.objects.get(pk=item.pk)


def person(username: str, organisation: Organisation, *roles: Role) -> User:
    user = User.objects.create_user(
        username, f"{username}@example.org", "pass-word-1234", display_name=username.replace("_", " ")
    )
    for role in roles:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


@pytest.fixture
def world(places_loaded) -> World:
    load_vocabularies()
    subdistrict = Subdistrict.objects.get(code=KUT_HAI)
    university = Organisation.objects.get(code="snru")
    other = Organisation.objects.filter(kind=OrganisationKind.UNIVERSITY).exclude(pk=university.pk).first()
    body = Organisation.objects.filter(kind=OrganisationKind.SAO).first()
    home = Site.objects.get(is_default_site=True).root_page
    index = home.add_child(instance=KnowledgeIndex(title="องค์ความรู้", slug="knowledge"))
    people = {
        "researcher": person("researcher", university, Role.RESEARCHER),
        "colleague": person("colleague", university, Role.RESEARCHER),
        "reviewer": person("reviewer", university, Role.REVIEWER),
        "second_reviewer": person("second_reviewer", university, Role.REVIEWER),
        "both": person("both", university, Role.RESEARCHER, Role.REVIEWER),
        "both_too": person("both_too", university, Role.RESEARCHER, Role.REVIEWER),
        "area_manager": person("area_manager", university, Role.AREA_MANAGER),
        "other_researcher": person("other_researcher", other, Role.RESEARCHER),
        "other_reviewer": person("other_reviewer", other, Role.REVIEWER),
        "planner": person("planner", body, Role.PLANNER),
        "superuser": User.objects.create_superuser("superuser", "root@example.org", "pass-word-1234"),
    }
    sections = {section.organisation.code: section for section in ensure_sections(index)}
    return World(index, sections["snru"], sections[other.code], university, subdistrict, people)
