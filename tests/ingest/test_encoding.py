from __future__ import annotations

import pytest

from ingest.encoding import decode, unmarked_wide

RARER = {
    "cp932": "犯罪組織は国境を越えて麻薬と武器を密輸している。捜査当局は三月に九人を逮捕した。",
    "euc_jp": "犯罪組織は国境を越えて麻薬と武器を密輸している。捜査当局は三月に九人を逮捕した。",
    "gb18030": "犯罪集团利用边境走私毒品和武器，三月份两国警方逮捕了其中九人。",
    "big5": "犯罪集團利用邊境走私毒品和武器，三月份兩國警方逮捕了其中九人。",
    "cp949": "범죄 조직은 국경을 넘어 마약과 무기를 밀수하고 있다. 경찰은 3월에 9명을 체포했다.",
    "cp1250": "Zorganizowane grupy przestępcze przemycają broń i narkotyki przez granicę.",
    "cp1253": "Οι εγκληματικές ομάδες διακινούν ναρκωτικά και όπλα μέσω των συνόρων.",
    "cp1254": "Suç örgütleri sınır ötesi uyuşturucu ve silah kaçakçılığı yapıyor.",
    "cp1255": "קבוצות פשיעה מבריחות סמים ונשק דרך הגבול בין המדינות",
    "cp874": "กลุ่มอาชญากรรมลักลอบขนยาเสพติดและอาวุธข้ามพรมแดน",
    "mac_roman": "L’évaluation signale des réseaux criminels à Genève, là où ils opèrent.",
    "cp850": "Évaluation des réseaux à Genève",
}


@pytest.mark.parametrize(("encoding", "text"), RARER.items())
def test_other_scripts_are_told_by_what_their_bytes_mean(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Threat assessment of 2024", "تقييم التهديد في عام 2024", "Évaluation de la menace"])
def test_wide_text_without_its_mark_is_read(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)


def test_bytes_with_nuls_here_and_there_are_no_wide_text() -> None:
    assert unmarked_wide(b"a\0b" * 1000) is None
    assert unmarked_wide(bytes(1000)) is None
    assert unmarked_wide(b"plain text") is None


def test_one_wrong_byte_does_not_make_unicode_another_encoding() -> None:
    text = "Преступные группы используют границу для провоза наркотиков. " * 10
    raw = bytearray(text.encode())
    raw[400] = 0xFF
    read, guessed = decode(bytes(raw))
    assert guessed == "utf-8"
    assert read.count("\ufffd") <= 2
    assert read[:100] == text[:100]
