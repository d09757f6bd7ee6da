from __future__ import annotations

import unicodedata

import pytest

from repository.sealed import Vault
from search.shingle import LEAST_WORDS, content_words, digest, key_of, paragraphs
from tests.overlapping import paragraph, particular

KEY = b"k" * 32
VAULT = Vault(bytes(range(32)))


def test_a_paragraph_is_told_by_its_words_alone_not_by_case_accents_breaks_or_digits_of_its_script() -> None:
    text = "Entre enero y marzo de 2025 las redes trasladaron oro por la región, según la policía de la capital."
    (one,) = paragraphs([text + " Además cobraron 1234 pagos en efectivo durante varias semanas."], KEY)
    other = unicodedata.normalize("NFD", text).upper().replace(" ", "  ")
    (two,) = paragraphs([other + " ADEMÁS COBRARON ١٢٣٤ PAGOS EN EFECTIVO DURANTE VARIAS SEMANAS!"], KEY)
    assert one.hashes == two.hashes


@pytest.mark.parametrize(
    "text",
    [
        (
            "هاجمت الجماعات الإجرامية المستشفيات وشفرت نسخها الاحتياطية وطالبت بفدية كبيرة خلال الأشهر الأخيرة "
            "من السنة الماضية بحسب المحققين"
        ),
        (
            "Преступные группы шифруют резервные копии больниц требуют выкуп угрожают опубликовать данные "
            "пациентов нескольких столичных клиник этой осенью"
        ),
        "犯罪集団は病院のバックアップを暗号化し身代金を要求した",
    ],
)
def test_every_script_makes_shingles(text: str) -> None:
    (one,) = paragraphs([text], KEY)
    assert len(one.hashes) > LEAST_WORDS - 4
    assert (one.ordinal, one.start, one.end) == (0, 0, len(text))


def test_short_lines_go_together_and_what_stays_too_short_alone_tells_nothing() -> None:
    items = "\n".join(f"item {word} counted" for word in ("gold", "silver", "copper", "tin", "lead", "zinc"))
    assert [(one.start, one.end) for one in paragraphs([items], KEY)] == [(0, len(items))]
    assert paragraphs(["Distribution: General", "For official use only"], KEY) == []
    rest = f"{particular(1)}\nSource: police."
    assert [rest[one.start : one.end] for one in paragraphs([rest], KEY)] == [rest]


def test_paragraphs_of_a_portion_are_cut_at_its_lines_and_count_its_ordinal() -> None:
    portions = [f"{paragraph(0)}\n{paragraph(1)}", paragraph(2)]
    found = paragraphs(portions, KEY)
    assert [one.ordinal for one in found] == [0, 0, 1]
    assert [portions[one.ordinal][one.start : one.end] for one in found] == [paragraph(0), paragraph(1), paragraph(2)]


def test_hashes_are_keyed_so_that_words_cannot_be_guessed_from_them() -> None:
    (one,), (other,) = (paragraphs([paragraph(0)], key) for key in (KEY, key_of(VAULT)))
    assert not set(one.hashes) & set(other.hashes)
    assert digest([paragraph(0)], VAULT) != digest([paragraph(0)], Vault(bytes(32)))


def test_the_digest_of_a_text_does_not_hang_on_where_portions_end_and_is_empty_of_nothing() -> None:
    whole = digest([f"{paragraph(0)}\n{paragraph(1)}"], VAULT)
    assert digest([paragraph(0), paragraph(1).upper()], VAULT) == whole
    assert digest([paragraph(1), paragraph(0)], VAULT) != whole
    assert digest(["", "— …"], VAULT) == ""


def test_half_a_character_and_a_million_letters_without_a_blank_are_read() -> None:
    assert list(content_words("\ud800 word")) == ["word"]
    assert len(list(content_words("x" * 1_000_000))) == 1
