"""What recognition garbled is told, taken for no marking, and counts as what it may be; what is plain is not told."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from ingest import resemblance
from ingest.banner import banners
from ingest.edits import apart, distance, letters
from ingest.resemblance import LINES, MOST, PAGE_LINES, resembling, warnings
from ingest.structure import Block, BlockKind, Document, Line, Page
from ingest.suggest import suggest


def a_block(kind: BlockKind, *lines: str, sure: int = 80) -> Block:
    made, start = [], 0
    for line in lines:
        made.append(Line(line, None, start, (sure,) * len(line.split())))
        start += len(line) + 1
    return Block(kind, 0, "\n".join(lines), tuple(made))


def recognised(*blocks: Block, number: int = 1) -> Document:
    return Document("pdf", (Page(number, 595, 842, blocks, True, picture=True),), None)


def known(line: str, kind: BlockKind = "furniture") -> list[str]:
    return [found.known for found in resembling(recognised(a_block(kind, line), a_block("paragraph", "So it was.")))]


@pytest.mark.parametrize(
    ("line", "marking"),
    [
        ("OFFICAL USE 0NLY", "FOR OFFICIAL USE ONLY"),
        ("INTERPOL FOR OFFICIAL USE A", "INTERPOL FOR OFFICIAL USE ONLY"),
        ("INTERPOL RESTRICIED - page 3 of 9", "INTERPOL RESTRICTED"),
        ("TLP:AMBFR+STRICT", "TLP:AMBER+STRICT"),
        ("TLP:AMBER STRLCT", "TLP:AMBER+STRICT"),
        ("TLP:RFD", "TLP:RED"),
        ("NATO SECRE7 // TLP:GREEN", "NATO SECRET"),
        ("STRLCTLY CONFIDENTIAL", "STRICTLY CONFIDENTIAL"),
        ("T0P SFCRET", "TOP SECRET"),
        ("NATO SECRE7", "NATO SECRET"),
        ("ANNEX CONFIDENTAL", "CONFIDENTIAL"),
        ("СОВЕРШЕННО СЕКРЕТН0", "Совершенно секретно"),
        ("إتترنؤل للاصتخدام الرسمي", "إنتربول – للاستخدام الرسمي فقط"),
    ],
)
def test_a_garbled_marking_is_told_as_what_it_resembles(line: str, marking: str) -> None:
    assert known(line) == [marking]
    assert "SECR" not in str(banners(recognised(a_block("furniture", line))))


def test_beside_a_plain_marking_only_what_may_be_more_is_told() -> None:
    assert known("NATO SECRET // TLP:RFD") == ["TLP:RED"]
    assert known("NATO SECRET // INTERPOL RESTRICIED") == []


@pytest.mark.parametrize(
    "line",
    [
        "INTERPOL RESTRICTED",
        "INTERP0L RESTR1CTED",
        "SECRET UE/EU SECRET",
        "TLP:AMBER",
        "RESTRICTED ZONES AND THEIR GUARDS",
        "UNCLASSIFIED REPORTING IN THE PRESS",
        "Official Records",
        "Secret routes of the Sahel",
        "Confidential informants: a review",
        "SECURITY COUNCIL",
        "SECRETARY-GENERAL",
        "CONFIDENCE",
        "RESTRICTIONS",
        "PROTECTED AREAS",
        "Restrictive measures",
        "من السكان المحليين في المدينة",
    ],
)
def test_what_is_plain_or_no_marking_is_not_told(line: str) -> None:
    assert known(line) == []
    assert known(line, "heading") == []


def test_only_pages_that_were_recognised_are_looked_at() -> None:
    document = recognised(a_block("furniture", "OFFICAL USE 0NLY"))
    read = a_block("furniture", "OFFICAL USE 0NLY")
    read = replace(read, lines=tuple(replace(line, confidences=()) for line in read.lines))
    assert resembling(document)
    assert resembling(recognised(read)) == []


def test_only_the_edges_of_later_pages_are_looked_at() -> None:
    body = [a_block("paragraph", f"Paragraph {number} speaks of the port.") for number in range(9)]
    garbled = a_block("paragraph", "INTERPOL RESTRICIED")
    assert resembling(recognised(*body[:4], garbled, *body[4:], number=2)) == []
    assert len(resembling(recognised(garbled, *body, number=2))) == 1
    assert len(resembling(recognised(*body, garbled, number=2))) == 1


def test_a_marking_that_is_broken_over_two_lines_is_told_once() -> None:
    found = resembling(recognised(a_block("paragraph", "STR1CTIY", "CONFIDENTIAI")))
    assert [one.known for one in found] == ["STRICTLY CONFIDENTIAL"]


def test_what_every_page_carries_is_told_once_with_its_first_page_and_of_much_only_some() -> None:
    block = a_block("furniture", "OFFICAL USE 0NLY")
    pages = tuple(Page(number, 595, 842, (block,), True, picture=True) for number in (3, 4))
    (found,) = resembling(Document("pdf", pages, None))
    assert (found.page, found.text) == (3, "OFFICAL USE 0NLY")
    many = [a_block("furniture", f"SECRFT {'I' * number}") for number in range(60)]
    many += [a_block("furniture", f"INTERPOL RESTRICIED{chr(0x41 + number)}") for number in range(26)]
    assert len(resembling(recognised(*many))) <= MOST


def test_of_more_than_are_told_those_are_kept_that_restrict_most() -> None:
    harmless = [a_block("furniture", f"RESTRICT{sign}D") for sign in "ABCDFGHJKLMNOPQRSTUVWXYZ"]
    graver = [a_block("furniture", line) for line in ("TLP:RFD", "TOP SECRFT")]
    found = resembling(recognised(*harmless, *graver))
    assert len(found) == MOST
    assert {"TLP:RED", "TOP SECRET"} <= {one.known for one in found}
    assert [one.text for one in found][-2:] == ["TLP:RFD", "TOP SECRFT"], "in the order of the pages"


class Counted:
    """The real distance, which counts how often it is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        monkeypatch.setattr(resemblance, "distance", self)

    def __call__(self, one: str, other: str) -> int:
        self.calls += 1
        return distance(one, other)


@pytest.mark.parametrize(
    "line",
    [
        "A B C D " * 20,
        "S E C R T A I N P O L D U V E " * 5,
        "A 1 " * 40,
        "S E 5 C R 3 T " * 11,
        "- A " * 40,
        "A  " * 53,
        "SE CR ET TR " * 13,
        "SECRFT " * 22,
        "RESTRICIED SECRFT " * 8,
        "س ر ي " * 26,
    ],
)
def test_a_hostile_line_is_compared_with_few_markings(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    known(line.strip())
    assert counted.calls < 1_000


def test_of_a_page_and_of_a_document_only_so_many_lines_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(resemblance, "_nearest", asked.append)
    lines = [f"NO MARKING STANDS ANYWHERE UPON THE LINE NUMBER {number}" for number in range(PAGE_LINES + 9)]
    resembling(recognised(a_block("paragraph", *lines), number=2))
    assert len(asked) == PAGE_LINES
    assert {lines[0], lines[-1]} <= set(asked)
    asked.clear()
    pages = tuple(
        Page(number, 595, 842, (a_block("paragraph", *[f"{line} ON {number}" for line in lines]),), True, picture=True)
        for number in range(2, LINES // PAGE_LINES + 9)
    )
    resembling(Document("pdf", pages, None))
    assert len(asked) == LINES


def test_letters_with_blanks_between_are_one_word() -> None:
    assert known("S E C R F T") == ["SECRET"]
    assert known("T O P  S E C R F T - page 3 of 9") == ["TOP SECRET"]


def test_the_depositor_is_told_in_words_with_page_and_evidence() -> None:
    document = recognised(a_block("furniture", "OFFICAL USE 0NLY"), a_block("paragraph", "Two groups moved weapons."))
    said = suggest(document, [], [])
    assert said["doubtful_banners"] == [{"page": 1, "text": "OFFICAL USE 0NLY", "known": "FOR OFFICIAL USE ONLY"}]
    assert said["banners"] == []
    assert said["warnings"] == warnings(resembling(document))
    assert said["warnings"] == [
        "Page 1: 'OFFICAL USE 0NLY' may be a marking, for it resembles 'FOR OFFICIAL USE ONLY', so look at the page."
    ]


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("", "", 0), ("", "abc", 3), ("abc", "", 3), ("secret", "secrft", 1), ("kitten", "sitting", 3), ("ab", "ba", 2)],
)
def test_spellings_are_as_far_apart_as_it_takes_letters_to_change(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == distance(other, one) == edits


def test_letters_that_are_counted_never_put_spellings_further_apart_than_they_are() -> None:
    chance = random.Random(4)
    for _ in range(2_000):
        one, other = ("".join(chance.choices("secrtاسر", k=chance.randrange(20))) for _ in range(2))
        assert apart(letters(one), letters(other)) <= distance(one, other)
    assert apart(letters("secret"), letters("restricted")) == 4
    assert apart(letters("secret"), letters("secrft")) == 1
