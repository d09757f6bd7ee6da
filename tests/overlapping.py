"""Reports of several paragraphs that tests copy, change and mix: enough words for each to be told by."""

from __future__ import annotations

PARAGRAPHS = """\
During 2025 couriers moved gold dust across the northern crossings in quantities that doubled since spring,
hidden beneath dried fish, and the fishing boats that carried it seldom landed where their papers said.
Investigators traced wages of nine families through two exchange offices near the old harbour.

Forgers in the harbour district print residence permits within a day and deliver them by motorcycle. Prices
fell after a large workshop was raided in June; what is sold now has weaker watermarks, yet officers at
smaller airports accept four documents of five without looking at the second page.

Labour agencies recruit seasonal workers in mountain villages, keep their passports and charge for beds, tools
and transport until nothing is left of any salary. Magistrates heard sixty witnesses, most of whom withdrew
what they had told once relatives at home were visited by strangers.

Synthetic opioids reach the river ports in parcels declared as printer ink. Customs laboratories identified
eleven compounds never recorded before, three of them stronger than anything on existing schedules, and
hospitals along the lower valley counted more overdoses in one winter than during the whole preceding decade.

Extortionists encrypted the servers of dialysis clinics and telephoned patients one by one. Payment was
demanded in two currencies, negotiators answered only at night, and the same keyboard layout appears in notes
left with a university, a brewery and the regional water company.

Pangolin scales travel beneath timber on lorries that leave forest reserves before sunrise. Drivers earn a
month's income per trip; checkpoints are warned through a football forum, and rangers who reported colleagues
were moved to offices without radio, vehicle or telephone.
"""


def paragraph(number: int) -> str:
    """Return one of six paragraphs of some forty words that share no phrase."""
    return " ".join(PARAGRAPHS.split("\n\n")[number].split())


def particular(number: int) -> str:
    """Return one paragraph of twenty-four words that no other number shares."""
    letters = "abcdefghijklmnopqrstuvwx"
    return " ".join(f"r{letters[number]}q{letter}z" for letter in letters) + "."


def report(title: str, *numbers: int) -> str:
    """Return a report with these paragraphs, each under a heading of its own."""
    parts = [f"## Part {place}\n\n{paragraph(number)}\n" for place, number in enumerate(numbers, start=1)]
    return f"# {title}\n\n" + "\n".join(parts)
