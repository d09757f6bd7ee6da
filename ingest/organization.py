"""International organizations that a document names: those of the Dialogue and the others it meets."""

from __future__ import annotations

from dataclasses import replace

from ingest.finding import Found
from ingest.reading import Reading
from ingest.roster import named, roster

LEAST_CONFIDENCE = 0.3
_MOST = 20
_FILE = "organizations.json"


def organizations(reading: Reading) -> list[Found]:
    """Return the organizations named, the surest first, at most twenty.

    One of the Dialogue has its id of this register beside it as ``id``.
    """
    entries = roster(_FILE)
    made = []
    for number, each in named(reading, _FILE).items():
        found = reading.found(entries[number]["name"], each.confidence, each.places)
        known = entries[number].get("id")
        made.append((len(each.places), replace(found, more={"id": known}) if known else found))
    sure = [each for each in made if each[1].confidence >= LEAST_CONFIDENCE]
    return [found for _, found in sorted(sure, key=lambda each: (-each[0], each[1].value))][:_MOST]
