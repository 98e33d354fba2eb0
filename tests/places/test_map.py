"""The drawings: well-formed, complete, small, and with nothing that the content policy refuses."""

from xml.etree import ElementTree

import pytest

from portal.places import boundaries
from portal.places.drawing import WIDTH, Frame, inside, path
from portal.places.labels import GAP, LINE, width_of
from portal.places.map import (
    NARROW_SIZE,
    STEPS,
    UNKNOWN,
    WIDE_SIZE,
    Dot,
    Face,
    Scale,
    _district,
    _province,
    district_map,
    province_map,
    subdistrict_map,
)

SVG = "{http://www.w3.org/2000/svg}"


def href(code: str) -> str:
    return f"/th/places/{code}/"


def parsed(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_province_has_eighteen_links_and_is_small(language):
    drawing = province_map(href, "แผนที่ <จังหวัด>", language=language)
    links = parsed(drawing).findall(f".//{SVG}a")
    assert {link.get("href") for link in links} == {href(code) for code in boundaries.districts()}
    assert all(link.get("aria-label") and link.find(f"{SVG}title").text for link in links)
    assert len(drawing.encode()) < 60_000
    assert "แผนที่ &lt;จังหวัด&gt;" in drawing


def test_nothing_that_the_content_policy_refuses():
    drawing = subdistrict_map("470305", href, "x", [Dot(103.8, 17.1, "1", "หมู่ที่ 1")])
    assert not any(word in drawing for word in (" style=", "<style", "<script", " on", "http"))


@pytest.mark.parametrize("code", sorted(boundaries.districts()))
def test_every_district_links_to_its_subdistricts(code):
    links = parsed(district_map(code, href, "x")).findall(f".//{SVG}a")
    inner = {href(shape) for shape in boundaries.subdistricts() if shape.startswith(code)}
    assert {link.get("href") for link in links} == inner


def test_every_subdistrict_can_be_drawn():
    for code in boundaries.subdistricts():
        drawing = subdistrict_map(code, href, "x")
        assert f'href="{href(code)}"' not in drawing
        assert len(drawing.encode()) < 30_000


def test_a_place_without_boundaries_is_an_error():
    with pytest.raises(KeyError):
        district_map("1001", href, "x")


@pytest.mark.parametrize("size", [WIDE_SIZE, NARROW_SIZE])
@pytest.mark.parametrize("language", ["th", "en"])
def test_names_do_not_collide_and_stay_in_the_frame(size, language):
    layouts = [_province(language), *(_district(code, language) for code in boundaries.districts())]
    for layout in layouts:
        boxes = []
        for label in layout.wide if size == WIDE_SIZE else layout.narrow:
            half, line = width_of(label.text, size) / 2, LINE * size / 2
            boxes.append((label.x - half, label.y - line, label.x + half, label.y + line))
        for index, box in enumerate(boxes):
            assert box[0] >= GAP - 1 and box[2] <= WIDTH - GAP + 1
            for other in boxes[:index]:
                assert box[2] < other[0] or other[2] < box[0] or box[3] <= other[1] + 1 or other[3] <= box[1] + 1


def test_all_districts_are_named_on_a_wide_screen():
    assert {shape.name_th for shape in boundaries.districts().values()} <= {x.text for x in _province("th").wide}


def test_figures_give_classes_and_titles():
    faces = {"4703": Face(STEPS[4], "กุดบาก: 4 เรื่อง"), "4701": Face(UNKNOWN, "เมืองสกลนคร: ไม่มีข้อมูล")}
    drawing = province_map(href, "x", faces, map_id="home-map")
    assert 'class="map-area map-step-4" href="/th/places/4703/" aria-label="กุดบาก: 4 เรื่อง"' in drawing
    assert drawing.count('fill="url(#home-map-hatch)"') == 1


@pytest.mark.parametrize(
    ("values", "width", "looks"),
    [
        ([], 1, {1: 1}),
        ([None, 0, 0], 1, {0: 0}),
        ([1, 4], 1, {1: 1, 4: 4}),
        ([3, 17], 5, {0: 0, 1: 1, 5: 1, 6: 2, 17: 4}),
        ([100], 30, {30: 1, 31: 2, 100: 4}),
        ([41], 20, {41: 3}),
        ([21], 6, {21: 4}),
        ([8000], 2000, {8000: 4, 1: 1}),
    ],
)
def test_the_scale_has_five_steps(values, width, looks):
    scale = Scale.of(values)
    assert scale.width == width
    assert {value: STEPS.index(scale.look(value)) for value in looks} == looks
    assert scale.look(None) == UNKNOWN
    assert len(scale.legend()) == 5


def test_shared_corners_stay_shut():
    frame = Frame.around(boundaries.province().box, padding=0.035)
    corners = [set(ring) for shape in boundaries.districts().values() for ring in frame.cut(shape)]
    outline = {corner for ring in frame.cut(boundaries.province()) for corner in ring}
    assert outline <= set().union(*corners)


def test_path_data_and_the_point_in_polygon():
    square = [(0, 0), (10, 0), (10, 10), (0, 10)]
    assert path([square]) == "M0 0l10 0 0 10-10 0z"
    assert inside(5, 5, [square]) and not inside(15, 5, [square])
    hole = [(4, 4), (6, 4), (6, 6), (4, 6)]
    assert not inside(5, 5, [square, hole])
