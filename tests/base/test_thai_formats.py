"""Dates that Django and Wagtail write themselves are of the Buddhist era on Thai screens, and only what people read."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import formats, translation
from wagtail.utils.timestamps import render_timestamp

DAY = dt.date(2026, 11, 22)
MOMENT = dt.datetime(2026, 11, 22, 7, 5, tzinfo=dt.UTC)


def rendered(source: str, value: dt.date, language: str = "th") -> str:
    with translation.override(language):
        return Template(source).render(Context({"value": value})).strip()


@pytest.mark.parametrize(
    ("source", "value", "wanted"),
    [
        ("{{ value }}", DAY, "22 พฤศจิกายน 2569"),
        ("{{ value }}", MOMENT, "22 พฤศจิกายน 2569 เวลา 14.05 น."),
        ("{{ value|date }}", MOMENT, "22 พฤศจิกายน 2569"),
        ('{{ value|date:"DATETIME_FORMAT" }}', MOMENT, "22 พฤศจิกายน 2569 เวลา 14.05 น."),
        ('{{ value|date:"SHORT_DATE_FORMAT" }}', DAY, "22 พ.ย. 2569"),
        ('{{ value|date:"SHORT_DATETIME_FORMAT" }}', MOMENT, "22 พ.ย. 2569 14.05 น."),
        ('{{ value|date:"c" }}', DAY, "2026-11-22"),
        ('{{ value|date:"Y-m-d" }}', DAY, "2026-11-22"),
        ('{{ value|date:"Y" }}', DAY, "2026"),
    ],
)
def test_templates(source, value, wanted):
    assert rendered(source, value) == wanted


def test_english_and_machines_keep_the_common_era():
    assert "2026" in rendered("{{ value }}", DAY, "en")
    with translation.override("th"):
        assert formats.localize_input(DAY, "%Y-%m-%d") == "2026-11-22"
        assert formats.date_format(dt.time(14, 5), "TIME_FORMAT") == "14:05"


def test_wagtails_sentences_and_tables():
    with translation.override("th"):
        assert render_timestamp(MOMENT) == "22 พฤศจิกายน 2569 เวลา 14.05 น."
    table = rendered("{% load wagtailadmin_tags %}{% human_readable_date value %}", MOMENT)
    assert "22 พฤศจิกายน 2569 เวลา 14.05 น." in table
    assert 'datetime="2026-11-22T14:05:00+07:00"' in table
    assert "2026" in table and table.count("2026") == 1


def test_filters_of_reports():
    from wagtail.admin.active_filters import DateFromToRangeFilterAdapter

    with translation.override("th"):
        assert DateFromToRangeFilterAdapter.format_value(None, DAY) == "22 พฤศจิกายน 2569"
