from __future__ import annotations

import json
from pathlib import Path

from ingest.country import countries
from ingest.region import regions_of
from models import vocabulary
from tests.ingest.readings import reading, sure


def test_a_region_comes_with_the_countries_in_it() -> None:
    document = reading(*["Haitian gangs hold the roads of Haiti."] * 3)
    assert "caribbean" in sure(regions_of(document, countries(document)))


def test_a_region_is_found_by_its_name_in_other_languages() -> None:
    for text in ("Les groupes armés du Sahel", "الجماعات المسلحة في منطقة الساحل", "Вооруженные группы в Сахеле"):
        document = reading(*[text] * 3)
        assert sure(regions_of(document, countries(document))) == ["western-africa"]


def test_the_union_and_the_south_are_no_mention_of_the_continent() -> None:
    document = reading(*["The African Union met in South Africa with the Central African Republic."] * 3)
    assert "africa" not in sure(regions_of(document, []))


def test_every_name_stands_for_regions_of_the_vocabulary() -> None:
    raw = json.loads(Path("ingest/regions.json").read_text("utf-8"))
    assert {name for names in raw.values() for name in names} <= set(vocabulary.regions())
