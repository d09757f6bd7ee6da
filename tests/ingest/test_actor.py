from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.actor import actors
from ingest.organization import organizations
from tests.ingest.readings import quoted, reading, sure


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Da’esh claimed the attack.", "ISIL (Da’esh)"),
        ("وقد نفذ تنظيم الدولة الإسلامية هجمات", "ISIL (Da’esh)"),
        ("Le GSIM a attaqué le poste.", "JNIM"),
        ("Боевики ИГИЛ-Хорасан", "ISIL-K"),
        ("El Cártel de Sinaloa compra precursores.", "Sinaloa Cartel"),
        ("The LockBit affiliates published the data.", "LockBit"),
        ("وقال حزب الله إنه لن ينسحب", "Hizbullah"),
    ],
)
def test_an_actor_is_found_by_what_each_language_calls_it(text: str, name: str) -> None:
    document = reading(text)
    found = {each.value: each for each in actors(document)}
    assert name in found
    assert quoted(found[name], document)
    assert found[name].more["sort"] in {"group", "cartel", "malware"}


def test_a_branch_is_not_mistaken_for_the_whole() -> None:
    assert sure(actors(reading("Islamic State in the Greater Sahara held two villages."))) == ["ISGS"]


def test_a_short_form_counts_only_where_the_full_name_stands_too() -> None:
    assert actors(reading("The ADF met the TIP and the HTS.")) == []
    told = reading("The Allied Democratic Forces (ADF) attacked.", "ADF fled.", "ADF returned.")
    assert [len(found.evidence) for found in actors(told)] == [3]


def test_small_letters_are_no_name() -> None:
    assert actors(reading("the taliban word amal means hope; hamas, conti and ryuk in small letters")) == []


def test_the_title_of_a_resolution_is_weak_evidence() -> None:
    titled = actors(reading("the Committee concerning ISIL (Da’esh), Al-Qaida and associated individuals"))
    assert sure(titled) == []


def test_a_turn_of_phrase_names_an_actor_that_no_list_has() -> None:
    told = "Servers were locked by Zorgblat ransomware; APT99 sold the access."
    found = {each.value: each.more["sort"] for each in actors(reading(told, told))}
    assert found == {"Zorgblat": "malware", "APT99": "network"}


def test_organizations_of_the_dialogue_carry_their_id() -> None:
    document = reading("INTERPOL and Frontex met the Organisation internationale pour les migrations.")
    assert {each.value: each.more.get("id") for each in organizations(document)} == {
        "INTERPOL": "interpol",
        "Frontex": "frontex",
        "IOM": None,
    }


def test_the_dialogue_is_complete_in_the_list_of_organizations() -> None:
    known = {body["id"] for body in json.loads(Path("models/organizations.json").read_text("utf-8"))["organizations"]}
    listed = {entry.get("id") for entry in json.loads(Path("ingest/organizations.json").read_text("utf-8"))}
    assert known <= listed
