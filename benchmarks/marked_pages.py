"""Pages that carry a marking, and pages that only speak of markings, as real PDFs: what banners are measured on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Literal

from fpdf import FPDF
from fpdf.enums import Align, TextDirection, XPos, YPos

from ingest.typeface import FAMILY, families, glyphs, is_right_to_left, typefaces
from models.scheme import classification_schemes
from search.language import chief_script

POSITIONS = (
    "head", "foot", "both", "cover", "centred in the body", "boxed", "letter by letter", "mixed case",
    "with a caveat", "with a page number", "beside a reference", "with TLP", "word under word", "stretched",
)  # fmt: skip

TEXTS = {
    "LATIN": (
        "The network moves people and goods over three land routes and one route by sea. Its members change vehicles "
        "at night and pay in cash. Police in two countries arrested nine of them in March, and prices rose at once."
    ),
    "ARABIC": "تنقل الشبكة الأشخاص والبضائع عبر ثلاثة طرق برية وطريق بحري واحد. "
    "ويغير أفرادها المركبات ليلا ويدفعون نقدا.",
    "CYRILLIC": "Сеть перевозит людей и товары по трем сухопутным путям. "
    "Ее участники меняют машины ночью и платят наличными.",
    "GREEK": "Το δίκτυο μεταφέρει ανθρώπους και εμπορεύματα από τρεις χερσαίους δρόμους και έναν θαλάσσιο.",
}
PAGE_WORDS = {"LATIN": "page 3 of 9", "ARABIC": "صفحة 3 من 9", "CYRILLIC": "страница 3 из 9", "GREEK": "3/9"}
_TATWEEL = "\u0640"
_JOINING = set("بتثجحخسشصضطظعغفقكلمنهي")

SPOKEN_OF = {
    "en": (
        "Access to the port is restricted after dark, and confidential sources say that guards are bribed.",
        "The secret of the group's success is that no official of the border service was ever told of it.",
        "Under national law a document marked SECRET is kept for thirty years.",
        "Officials described the talks as confidential",
        "Top secret plans were not found; what the officers seized was an unclassified tourist map.",
        "Restricted areas of the airport were entered twice in May.",
    ),
    "fr": (
        "Une source confidentielle affirme que la diffusion restreinte du rapport n'a pas suffi.",
        "Le secret des correspondances est garanti par la loi, et un document secret reste secret.",
        "Très secret, le groupe ne parle à personne; son chef vit dans une zone à accès restreint.",
    ),
    "es": (
        "El acuerdo es confidencial y el reservado del restaurante estaba vacío cuando llegó la policía.",
        "El secreto bancario impidió conocer la cuenta; la difusión limitada del informe lo explica.",
        "Un funcionario guardó en secreto la lista de pasajeros.",
    ),
    "ar": (
        "قال مصدر سري إن الشبكة نقلت الأموال، وإن الاتفاق بين الطرفين بقي سريا حتى نهاية العام.",
        "الوصول إلى الميناء محدود بعد الغروب، ولا يعرف أحد سر نجاح هذه المجموعة.",
    ),
}
HEADLINES = (
    "Secret routes of the Sahel", "RESTRICTED ZONES AND THEIR GUARDS", "Official Records",
    "Confidential informants: a review",
    "Les secrets de la contrebande", "El secreto de la frontera", "Restricted access to ports",
    "UNCLASSIFIED REPORTING IN THE PRESS",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marked:
    """A page to be set: the words of marking as a scheme spells them, where they stand, and what they mean."""

    text: str
    printed: str
    scheme: str
    level: str
    rank: int
    position: str


def drawable(text: str) -> bool:
    """Tell whether one of the installed typefaces draws a text."""
    return any(all(char.isspace() or ord(char) in glyphs(family) for char in text) for family in families())


def marked() -> Iterator[Marked]:
    """Yield every spelling of every level of the enforced schemes at every position that suits it."""
    for scheme in classification_schemes():
        for entry in scheme.levels:
            for text in dict.fromkeys((entry.label, *entry.aliases)):
                for position in POSITIONS:
                    printed = _printed(text, position)
                    if printed and entry.rank is not None and drawable(printed):
                        yield Marked(text, printed, scheme.id, entry.code, entry.rank, position)


def _printed(text: str, position: str) -> str | None:
    script, _ = chief_script(text)
    short = len(text.split()) <= 2 and "/" not in text
    if position == "letter by letter":
        return _spaced(text.upper()) if short and "-" not in text else None
    if position == "stretched":
        return _stretched(text) if script == "ARABIC" else None
    if position == "word under word":
        return text.upper().replace(" ", "\n") if short and len(text.split()) == 2 and script != "ARABIC" else None
    if position == "mixed case":
        return text.title() if script != "ARABIC" else text
    suffix = {
        "with a caveat": " // REL TO EUROPOL, INTERPOL" if script != "ARABIC" else " // TLP:AMBER",
        "with a page number": f" - {PAGE_WORDS.get(script, '3/9')}",
        "with TLP": " // TLP:AMBER",
    }
    return text.upper() + suffix.get(position, "")


def _spaced(text: str) -> str | None:
    return None if is_right_to_left(text) else "   ".join(" ".join(word) for word in text.split())


def _stretched(text: str) -> str:
    made = ""
    for char, following in zip(text, text[1:] + " ", strict=True):
        made += char + (_TATWEEL * 3 if char in _JOINING and following.isalpha() else "")
    return made


class Sheets(FPDF):
    """Pages in the typefaces that are installed; the first that draws a text draws all of it."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self._names = [f"face{number}" for number in range(len(families()))]
        for name, face in zip(self._names, typefaces(), strict=True):
            self.add_font(name, "", face.regular)
            self.add_font(name, "B", face.bold)
        self.set_margins(25, 25, 25)
        self.set_auto_page_break(False)

    def put(self, text: str, size: float = 11, bold: bool = False, align: str = "", border: Literal[0, 1] = 0) -> None:
        """Print a text from the current height on, right to left where its letters run so."""
        right = is_right_to_left(text)
        order = sorted(zip(self._names, families(), strict=True), key=lambda pair: (pair[1] == FAMILY) != right)
        name = next((n for n, f in order if all(c.isspace() or ord(c) in glyphs(f) for c in text)), order[0][0])
        self.set_font(name, "B" if bold else "", size)
        self.set_text_shaping(right, direction=TextDirection.RTL if right else TextDirection.LTR)
        self.multi_cell(
            0, size * 0.5, text, align=Align.coerce(align or ("R" if right else "L")), border=border,
            new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip


def marked_pages(cases: list[Marked]) -> bytes:
    """Typeset one page a case."""
    sheets = Sheets()
    for case in cases:
        sheets.add_page()
        script, _ = chief_script(case.text)
        _place(sheets, case, TEXTS.get(script, TEXTS["LATIN"]))
    return bytes(sheets.output())


def repeated(case: Marked, pages: int = 4) -> bytes:
    """Typeset a report whose every page carries the marking at head and foot, with a number beside it."""
    sheets = Sheets()
    script, _ = chief_script(case.text)
    for number in range(1, pages + 1):
        sheets.add_page()
        sheets.set_y(10)
        sheets.put(case.printed, 10, bold=True, align="C")
        sheets.set_y(40)
        for _ in range(4):
            sheets.put(f"{TEXTS.get(script, TEXTS['LATIN'])} ")
            sheets.ln(4)
        sheets.set_y(280)
        sheets.put(f"{case.printed} - {number}/{pages}", 9, align="C")
    return bytes(sheets.output())


def _place(sheets: Sheets, case: Marked, body: str) -> None:
    if case.position == "cover":
        sheets.set_y(120)
        sheets.put(case.printed, 26, bold=True, align="C")
        sheets.set_y(170)
        sheets.put("2025", 14, align="C")
        return
    if case.position == "beside a reference":
        sheets.set_y(12)
        sheets.put("ST 12345/25", 9)
        sheets.set_y(12)
        sheets.put(case.printed, 9, bold=True, align="R")
    elif case.position not in ("foot", "centred in the body"):
        sheets.set_y(12)
        sheets.put(case.printed, bold=True, align="C", border=1 if case.position == "boxed" else 0)
    sheets.set_y(45)
    if case.position == "centred in the body":
        sheets.put(case.printed, bold=True, align="C")
        sheets.ln(6)
    for _ in range(5):
        sheets.put(body)
        sheets.ln(4)
    if case.position in ("foot", "both"):
        sheets.set_y(278)
        sheets.put(case.printed, 10, bold=True, align="C")


def unmarked_pages(count: int, seed: int = 4) -> bytes:
    """Typeset pages whose sentences, headings and running heads use the words of markings without being any."""
    rng = random.Random(seed)
    sheets = Sheets()
    headlines = cycle(HEADLINES)
    for number in range(count):
        language = rng.choice(("en", "en", "fr", "es", "ar"))
        sheets.set_margins(rng.uniform(20, 45), 25, rng.uniform(20, 60))
        sheets.add_page()
        if language != "ar" and number % 3 == 0:
            sheets.set_y(10)
            sheets.put(next(headlines), 9)
        sheets.set_y(30)
        if language != "ar" and number % 3 == 1:
            sheets.put(next(headlines), 16, bold=True)
            sheets.ln(4)
        for _ in range(rng.randint(3, 6)):
            sentences = list(SPOKEN_OF[language])
            rng.shuffle(sentences)
            sheets.put(" ".join(sentences), rng.choice((10, 11, 12)))
            sheets.ln(4)
        sheets.set_y(280)
        sheets.put(f"{number + 1}", 9, align="C")
    return bytes(sheets.output())
