"""What can stand in the attributes of HTML."""

from __future__ import annotations

from searchapp.render.attributes import date_parts, lang_attribute


def test_language_codes_that_can_stand_in_html():
    assert lang_attribute("vi") == "vi"
    assert lang_attribute("zh-Hant") == "zh-Hant"
    assert lang_attribute("") is lang_attribute(None) is lang_attribute('"x') is None


def test_dates_are_read_as_far_as_they_go():
    assert date_parts("2025-12-16") == (2025, 12, 16)
    assert date_parts("2025") == (2025,)
    assert date_parts("spring") is date_parts("2025-13-01") is None
