"""Matching by need: the rules and their weights, the sentences, what may be seen, and how much it costs."""

from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import PageViewRestriction

from knowledge.likeness import items_like, renew_all
from knowledge.matching import candidates as reading
from knowledge.matching.candidates import candidates, unit_cost
from knowledge.matching.need import Candidate, Criterion, Fit, Need, Trial
from knowledge.matching.scoring import NEARNESS_SHARES, WEIGHTS, match, ranked
from knowledge.matching.wording import Names, names_for, sentence, sentences
from knowledge.models import Evidence, ItemLikeness, LivelihoodCapital, Occupation, Season, Technology
from knowledge.queries import matches_for, public_items, suited_items
from knowledge.review import withdraw
from portal.places.models import Subdistrict
from portal.places.nearness import Nearness, adjoining, kilometres, nearness
from search.models import SearchDocument

KUT_HAI, NA_MONG, ADJOINING, FAR = "470305", "470303", "470702", "471104"
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "matching.md"


def reason(need: Need, item: Candidate, criterion: Criterion):
    return next(part for part in match(need, item).reasons if part.criterion == criterion)


def told(need: Need, item: Candidate, criterion: Criterion, names: Names | None = None) -> str:
    with translation.override("th"):
        return sentence(reason(need, item, criterion), names or Names())


# ---------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("wanted", "other", "expected"),
    [
        (KUT_HAI, KUT_HAI, Nearness.SAME_PLACE),
        (KUT_HAI, NA_MONG, Nearness.SAME_DISTRICT),
        ("4703", KUT_HAI, Nearness.SAME_DISTRICT),
        (KUT_HAI, "470101", Nearness.ADJOINING),
        (KUT_HAI, FAR, Nearness.SAME_PROVINCE),
        (KUT_HAI, "100101", Nearness.ELSEWHERE),
    ],
)
def test_nearness(wanted: str, other: str, expected: Nearness) -> None:
    assert nearness(wanted, other) == expected


def test_adjoining_is_mutual_and_knows_only_the_home_province() -> None:
    assert all(code in adjoining(other) for code in ("4703", "4711") for other in adjoining(code))
    assert "4703" not in adjoining("4703")
    assert adjoining("1001") == frozenset()
    assert kilometres(KUT_HAI, "100101") is None
    assert 40 < (kilometres(KUT_HAI, FAR) or 0) < 100
    assert kilometres(KUT_HAI, KUT_HAI) == 0


# ---------------------------------------------------------------- rules


def test_the_nearer_trial_stands_and_the_nearer_item_wins() -> None:
    need = Need(places=(KUT_HAI,))
    here = Candidate(1, trials=(Trial(FAR, households=500), Trial(KUT_HAI, households=24)))
    district = Candidate(2, trials=(Trial(NA_MONG, households=99),))
    beside = Candidate(3, trials=(Trial("470101", households=99),))
    far = Candidate(4, trials=(Trial(FAR, households=99),))
    unknown = Candidate(5)
    elsewhere = Candidate(6, trials=(Trial("100101", households=99),))
    order = sorted((here, district, beside, far, unknown, elsewhere), key=lambda item: -match(need, item).score)
    assert [item.pk for item in order] == [1, 2, 3, 4, 5, 6]
    assert reason(need, here, Criterion.PLACE).trial == Trial(KUT_HAI, households=24)
    assert told(need, here, Criterion.PLACE) == "ทดลองแล้วในตำบลเดียวกัน 24 ครัวเรือน"
    assert told(need, unknown, Criterion.PLACE) == "ไม่ได้ระบุพื้นที่ที่ทดลอง"


@pytest.mark.parametrize(
    ("cost", "fit", "text"),
    [
        (12000, Fit.FITS, "อยู่ในงบ: 12,000 บาทต่อครัวเรือน"),
        (15000, Fit.PARTLY, "เกินงบเล็กน้อย: 15,000 บาทต่อครัวเรือน"),
        (15001, Fit.MISFIT, "เกินงบ: 15,001 บาทต่อครัวเรือน"),
        (None, Fit.UNKNOWN, "ไม่ได้ระบุค่าใช้จ่าย"),
    ],
)
def test_budget(cost: int | None, fit: Fit, text: str) -> None:
    need = Need(budget=Decimal(12000))
    item = Candidate(1, cost=None if cost is None else Decimal(cost), unit="ครัวเรือน")
    assert reason(need, item, Criterion.BUDGET).fit == fit
    assert told(need, item, Criterion.BUDGET) == text


def test_season() -> None:
    names = Names(seasons={"rainy": "ฤดูฝน", "dry": "ฤดูแล้ง"})
    need = Need(season="dry")
    assert told(need, Candidate(1, seasons=frozenset({"dry", "rainy"})), Criterion.SEASON, names) == "เริ่มได้ในฤดูแล้ง"
    assert told(need, Candidate(1, seasons=frozenset({"rainy"})), Criterion.SEASON, names).endswith("เริ่มในฤดูฝน")
    silent = reason(need, Candidate(1), Criterion.SEASON)
    assert (silent.fit, silent.share) == (Fit.UNKNOWN, 50)
    assert told(need, Candidate(1), Criterion.SEASON) == "ไม่ได้ระบุฤดู"


def test_occupation() -> None:
    need = Need(occupations=frozenset({"frogs", "fish"}))
    assert reason(need, Candidate(1, occupations=frozenset({"fish"})), Criterion.OCCUPATION).fit == Fit.FITS
    other = reason(need, Candidate(1, occupations=frozenset({"rice"})), Criterion.OCCUPATION)
    assert (other.fit, other.codes) == (Fit.MISFIT, ("rice",))
    assert reason(need, Candidate(1), Criterion.OCCUPATION).fit == Fit.UNKNOWN


def test_capitals_that_are_lacking_and_that_are_needed() -> None:
    need = Need(having=frozenset({"social", "human"}), lacking=frozenset({"natural", "financial"}))
    both = Candidate(1, capitals=frozenset({"natural", "financial", "social"}))
    one = Candidate(2, capitals=frozenset({"financial"}))
    none = Candidate(3, capitals=frozenset({"social"}))
    shares = [reason(need, item, Criterion.LACKING).share for item in (both, one, none, Candidate(4))]
    assert shares == [100, 50, 0, 50]

    def needs(*codes: str) -> Fit:
        return reason(need, Candidate(1, capitals_needed=frozenset(codes)), Criterion.NEEDED).fit

    assert needs("social") == Fit.FITS
    assert needs("social", "physical") == Fit.PARTLY
    assert needs("social", "natural") == Fit.MISFIT
    assert needs() == Fit.UNKNOWN
    # what is said to be there and to be lacking is lacking
    doubtful = Need(having=frozenset({"natural"}), lacking=frozenset({"natural"}))
    assert reason(doubtful, Candidate(1, capitals_needed=frozenset({"natural"})), Criterion.NEEDED).fit == Fit.MISFIT


def test_programme_readiness_and_result() -> None:
    need = Need(programmes=frozenset({"00320"}))
    rose = Trial(income_before=Decimal(1200), income_after=Decimal(6000))
    fell = Trial(income_before=Decimal(900), income_after=Decimal(800))
    good = Candidate(1, programme="00320", readiness_level=8, trials=(rose,))
    poor = Candidate(2, programme="00250", readiness_level=3, trials=(fell,))
    assert {part.fit for part in match(need, good).reasons} == {Fit.FITS}
    assert {part.fit for part in match(need, poor).reasons} == {Fit.MISFIT}
    assert match(need, good).score == 1000
    assert match(need, poor).score == 0
    assert told(need, good, Criterion.RESULT) == "รายได้เพิ่มจาก 1,200 เป็น 6,000 บาทต่อครัวเรือนต่อเดือน"
    assert told(need, poor, Criterion.READINESS) == "ยังอยู่ในขั้นวิจัย ยังไม่พร้อมใช้"


def test_what_nobody_asked_for_changes_nothing() -> None:
    plain = Candidate(1, readiness_level=8)
    rich = Candidate(
        2,
        readiness_level=8,
        occupations=frozenset({"rice"}),
        cost=Decimal(99),
        seasons=frozenset({"dry"}),
        programme="x",
    )
    assert match(Need(), plain).score == match(Need(), rich).score
    assert [part.criterion for part in match(Need(), rich).reasons] == [Criterion.READINESS, Criterion.RESULT]


def test_ranking_is_stable_and_leaves_out_what_fits_nothing() -> None:
    need = Need(occupations=frozenset({"frogs"}))
    frog, rice, silent = (
        Candidate(7, occupations=frozenset({"frogs"})),
        Candidate(8, occupations=frozenset({"rice"})),
        Candidate(9),
    )
    twin = Candidate(6, occupations=frozenset({"frogs"}))
    assert [found.pk for found in ranked(need, [rice, frog, silent, twin])] == [6, 7]
    near = Candidate(5, occupations=frozenset({"rice"}), trials=(Trial(KUT_HAI),))
    both = Need((KUT_HAI,), frozenset({"frogs"}))
    assert [found.pk for found in ranked(both, [near, frog])] == [7]
    assert [found.pk for found in ranked(both, [near, silent])] == [9, 5]
    assert ranked(need, [rice]) == []
    assert [found.pk for found in ranked(Need(), [rice, frog, silent])] == [7, 8, 9]


def test_reasons_are_told_in_order_and_silence_only_where_it_was_asked() -> None:
    need = Need(occupations=frozenset({"frogs"}), season="dry", budget=Decimal(100))
    item = Candidate(1, occupations=frozenset({"frogs"}), cost=Decimal(500), readiness_level=5)
    with translation.override("en"):
        parts = sentences(match(need, item), Names(occupations={"frogs": "Frogs"}))
        short = sentences(match(need, item), Names(), unknown=False)
    assert [part.fit for part in parts] == [Fit.FITS, Fit.PARTLY, Fit.UNKNOWN, Fit.MISFIT]
    assert parts[0].text == "The occupation that you chose: Frogs"
    assert parts[2].text == "The season is not stated"
    assert Fit.UNKNOWN not in {part.fit for part in short}


def test_the_page_of_documentation_has_the_same_weights() -> None:
    page = DOCUMENT.read_text(encoding="utf-8")
    for criterion, weight in WEIGHTS.items():
        assert f"| `{criterion.value}` | {weight} |" in page
    for near, share in NEARNESS_SHARES.items():
        assert f"| `{near.name.lower()}` | {share} |" in page


@pytest.mark.parametrize(
    ("row", "total", "expected"),
    [
        ({"seed_quantity": Decimal(30), "seed_unit": "ครัวเรือน"}, Decimal(60000), (Decimal(2000), "ครัวเรือน")),
        ({"technology__unit_cost": Decimal(750)}, None, (Decimal(750), "")),
        ({"course__cost_per_class": Decimal(30000), "course__class_size": 30}, Decimal(0), (Decimal(1000), "")),
        ({"course__cost_per_class": Decimal(30000), "course__class_size": 0}, None, (None, "")),
        ({}, Decimal(500), (None, "")),
    ],
)
def test_what_one_unit_costs(row: dict, total: Decimal | None, expected: tuple) -> None:
    blank = dict.fromkeys(
        ("seed_quantity", "seed_unit", "technology__unit_cost", "course__cost_per_class", "course__class_size")
    )
    assert unit_cost(blank | row, total) == expected


# ---------------------------------------------------------------- reading


def published(world, title: str, occupation: str = "mushrooms", **terms) -> Technology:
    item = world.draft(title)
    item.occupations = [Occupation.objects.get(code=occupation)]
    item.seasons = list(Season.objects.filter(code__in=terms.get("seasons", ())))
    item.capitals = list(LivelihoodCapital.objects.filter(code__in=terms.get("capitals", ())))
    item.capitals_needed = list(LivelihoodCapital.objects.filter(code__in=terms.get("needed", ())))
    item.save_revision().publish()
    return Technology.objects.get(pk=item.pk)


@pytest.mark.django_db
def test_candidates_carry_what_the_items_say(world) -> None:
    item = published(world, "เห็ดหลังนา", seasons=["cool"], capitals=["human"], needed=["natural"])
    silent = world.published("ไม่บอกอะไร")
    found = {one.pk: one for one in candidates(public_items(), Need(places=(KUT_HAI,)))}
    one = found[item.pk]
    assert one.occupations == {"mushrooms"}
    assert (one.seasons, one.capitals, one.capitals_needed) == ({"cool"}, {"human"}, {"natural"})
    assert (one.cost, one.unit, one.programme, one.readiness_level) == (Decimal(1500), "ครัวเรือน", "00320", 8)
    assert one.trials[0].subdistrict == KUT_HAI
    assert found[silent.pk].seasons == frozenset()


@pytest.mark.django_db
def test_a_need_is_answered_with_reasons(world) -> None:
    item = published(world, "เห็ดหลังนา", seasons=["cool"])
    published(world, "เลี้ยงกบ", "frogs", seasons=["rainy"])
    need = Need((KUT_HAI,), frozenset({"mushrooms"}), season="cool", budget=Decimal(2000))
    (first,) = matches_for(need)
    assert first.pk == item.pk
    assert (first.fitting, len(first.asked)) == (4, 4)
    with translation.override("th"):
        texts = [part.text for part in sentences(first, names_for([first]))]
    assert texts[:4] == [
        "ตรงกับอาชีพที่เลือก: เพาะเห็ด",
        "ทดลองแล้วในตำบลเดียวกัน 32 ครัวเรือน",
        "อยู่ในงบ: 1,500 บาทต่อครัวเรือน",
        "เริ่มได้ในฤดูหนาว หลังเก็บเกี่ยวข้าว (พฤศจิกายน–กุมภาพันธ์)",
    ]


@pytest.mark.django_db
def test_only_what_everyone_may_see_is_matched(world) -> None:
    seen = published(world, "เห็ดที่เห็นได้")
    world.draft("เห็ดฉบับร่าง")
    gone = published(world, "เห็ดที่ถอนความยินยอม")
    withdraw(gone, world.people["researcher"])
    hidden = published(world, "เห็ดหลังรหัสผ่าน")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.PASSWORD, password="x")
    need = Need((KUT_HAI,), frozenset({"mushrooms"}))
    assert [found.pk for found in matches_for(need)] == [seen.pk]
    assert [item.page_id for item in suited_items([KUT_HAI])] == [seen.pk]


@pytest.mark.django_db
def test_the_cost_does_not_grow_and_the_best_are_never_cut_off(world, monkeypatch) -> None:
    need = Need((KUT_HAI,), frozenset({"frogs"}), season="dry", lacking=frozenset({"human"}))
    best = published(world, "กบหน้าแล้ง", "frogs", seasons=["dry"], capitals=["human"])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert matches_for(need)[0].pk == best.pk
        return len(captured)

    few = cost()
    for number in range(4):
        world.draft(f"เรื่องที่ {number}").get_latest_revision().publish()
    assert cost() == few <= 5
    monkeypatch.setattr(reading, "MOST", 2)
    assert len(candidates(public_items(), need)) == 2
    assert matches_for(need)[0].pk == best.pk


@pytest.mark.django_db
def test_what_suits_a_body(world) -> None:
    item = published(world, "เห็ดในพื้นที่", seasons=["cool"])
    far = world.draft("เห็ดที่อื่น")
    far.evidence = [Evidence(subdistrict=Subdistrict.objects.get(code=FAR), fiscal_year=2567, households=5)]
    far.save_revision().publish()
    bare = Technology(title="ยังไม่มีโครงการ", summary="สรุป", live=False)
    world.section.add_child(instance=bare)
    bare.save_revision().publish()
    with translation.override("th"):
        found = suited_items([KUT_HAI, NA_MONG], programmes=["00320"])
    assert [one.page_id for one in found] == [item.pk, far.pk]
    assert any(reason.text == "ทดลองแล้วในตำบลกุดไห ในพื้นที่ของท่านเอง 32 ครัวเรือน" for reason in found[0].reasons)
    assert any("แผนงานการเกษตร" in reason.text for reason in found[0].reasons)
    assert [one.page_id for one in suited_items([KUT_HAI], without=[str(item.translation_key)])] == [far.pk]
    assert len(suited_items([KUT_HAI], limit=1)) == 1


# ---------------------------------------------------------------- likeness


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is done inside is committed at its end: `with committed(): …`."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.mark.django_db
def test_items_alike_stand_on_the_page_and_are_renewed_by_publication(world, client, committed) -> None:
    with committed():
        one = published(world, "เพาะเห็ดนางฟ้าในโรงเรือนเล็ก")
    assert items_like(one) == []
    with committed():
        two = published(world, "เพาะเห็ดนางฟ้าในตะกร้า")
    assert [item.pk for item in items_like(one)] == [two.pk]
    assert [item.pk for item in items_like(two)] == [one.pk]
    assert two.title in client.get(one.url).content.decode()
    assert renew_all() == 2


@pytest.mark.django_db
def test_nothing_private_is_like_anything(world, client, committed) -> None:
    with committed():
        one = published(world, "เพาะเห็ดนางฟ้าในโรงเรือนเล็ก")
        two = published(world, "เพาะเห็ดนางฟ้าในตะกร้า")
        three = published(world, "เพาะเห็ดนางฟ้าแบบขวด")
    assert {item.pk for item in items_like(one)} == {two.pk, three.pk}
    PageViewRestriction.objects.create(page=two, restriction_type=PageViewRestriction.LOGIN)
    withdraw(three, world.people["researcher"])
    assert ItemLikeness.objects.filter(item=one).count() == 2
    assert items_like(one) == []
    assert two.title not in client.get(one.url).content.decode()
    renew_all()
    assert not ItemLikeness.objects.filter(item=one).exists()
    assert not SearchDocument.objects.filter(source="knowledge", object_id=str(three.pk)).exists()


@pytest.mark.django_db
def test_items_alike_cost_one_query_and_the_cards(world, committed) -> None:
    with committed():
        one = published(world, "เพาะเห็ดนางฟ้าในโรงเรือนเล็ก")
        published(world, "เพาะเห็ดนางฟ้าในตะกร้า")
    with CaptureQueriesContext(connection) as captured:
        items_like(one)
    assert len(captured) <= 3
