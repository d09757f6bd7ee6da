"""Which of the four pillars a report is about, by the words its portions and headings hold (domain 1)."""

from __future__ import annotations

from ingest.finding import Found
from ingest.reading import Reading
from ingest.theme import lexicon, themes

PILLARS = ("terrorism", "cybercrime", "organized-crime", "border")
LEAST_CONFIDENCE = 0.05

# From a logistic regression over the documents labelled in benchmarks/labels for tuning, the reports written
# for it and the sample assessments; the strength of its prior chosen by leaving out one family of documents
# at a time.
_CONSTANT, _COEFFICIENTS = -12.0, (2.23, 2.29, 2.41, 0.32, 2.52)


def pillars(reading: Reading) -> list[Found]:
    """Return every pillar that words speak for, the surest first; several may be sure at once.

    Above 0.5 a pillar is more likely right than wrong.
    """
    found = themes(reading, lexicon("pillars.json"), _CONSTANT, _COEFFICIENTS)
    return [each for each in found if each.confidence >= LEAST_CONFIDENCE]
