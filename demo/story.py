"""What has happened in the demo's registry since its assessments were released: something real on every desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from demo.assessment import Metadata
from demo.load import ADMINISTRATOR, REGISTRAR, DemoFailed, Member, Say, bring_to, deposit, read_all, signed_in
from demo.typeset import Written
from models.change import Circulate, Recall
from models.relating import Supersede
from repository.agreements import Terms
from web import (
    acting,
    affiliating,
    circulating,
    consenting,
    issuing,
    keeping,
    noticing,
    organizing,
    reading,
    requesting,
)
from web.circulating import Change
from web.house import House

SECOND_REGISTRAR = "ruth"
AGREEMENT = "MoU INTERPOL-EG 2026/4"
_CONFIDENTIAL = 3
_SOON = timedelta(days=21)


def load_story(house: House, documents: Sequence[Written], loaded: Mapping[str, str], say: Say) -> dict[str, str]:
    """Deposit the sequels and let the cast act on them and on the assessments loaded before.

    ``loaded`` are ids by key. Returns the ids of the sequels by key; raises ``DemoFailed`` where something goes
    another way than it is told here.
    """
    with signed_in(house) as member:
        added = _deposited(house, member, documents, loaded, say)
        _Story(house, member, {**loaded, **added}).tell()
    say("consents are asked, a recall is under way, a list and a wider circulation wait for a second officer")
    return added


def _deposited(
    house: House, member: Member, documents: Sequence[Written], loaded: Mapping[str, str], say: Say
) -> dict[str, str]:
    """Deposit what stands alone first, then what is made of it, each brought to the state it is written for."""
    known = dict(loaded)
    made = [document for document in documents if _named(document)]
    for turn in ([document for document in documents if document not in made], made):
        jobs = {one.key: deposit(house, member, one, _resolved(one, known)) for one in turn}
        read_all(house, {accepted.job: key for key, accepted in jobs.items()}, say)
        known |= {key: accepted.assessment for key, accepted in jobs.items()}
        for document in turn:
            bring_to(house, member, document, known[document.key])
    return {key: ident for key, ident in known.items() if key not in loaded}


def _named(document: Written) -> list[str]:
    """Return the keys of the works that a document names."""
    translated = document.metadata.get("translation_of")
    return [*document.metadata.get("sources", []), *([translated] if translated else [])]


def _resolved(document: Written, known: Mapping[str, str]) -> Metadata:
    said = dict(document.metadata)
    if "sources" in said:
        said["sources"] = [known[key] for key in said["sources"]]
    if "translation_of" in said:
        said["translation_of"] = known[said["translation_of"]]
    return said


@dataclass
class _Story:
    """Each part is told by those who would do it, through the desks that everybody uses."""

    house: House
    member: Member
    ids: Mapping[str, str]

    def tell(self) -> None:
        """Let everything happen, in the order in which it could."""
        self._a_later_edition()
        self._existence_is_disclosed()
        self._a_widening_waits()
        self._a_list_is_proposed()
        self._a_recall()
        self._a_legal_hold()
        self._an_agreement()
        self._a_secondment()

    def _a_later_edition(self) -> None:
        """What was made of the first edition is flagged when that one is narrowed."""
        self._act("amina", "supersede", "wildlife-2024-en", Supersede(by=self.ids["wildlife-2026-en"]))
        said = Circulate(remove=["aseanapol"], reason="its figures are out of date: the new edition replaces it")
        self._act("amina", "narrow", "wildlife-2024-en", said)

    def _existence_is_disclosed(self) -> None:
        warning = self.ids["firearm-parts-en"]
        reason = "two of our members have seized parts that came by post"
        requesting.ask_access(self.house, self.member("mei"), warning, "person", reason)
        reason = "we would like to quote the indicators in our own warning"
        requesting.ask_permit(self.house, self.member("kofi"), warning, ["excerpt"], reason)

    def _a_widening_waits(self) -> None:
        said = Circulate(add=["europol", "aimc"], reason="both investigate the same buyers of gold")
        self._act("kofi", "widen", "gold-financing-fr", said)

    def _a_list_is_proposed(self) -> None:
        held = circulating.one(self.house, self.member(SECOND_REGISTRAR), "cyber-fusion")
        said = Change(members=(*held.members, "unodc"), reason="UNODC has joined the working group on online fraud")
        circulating.change(self.house, self.member(SECOND_REGISTRAR), held.name, said)

    def _a_recall(self) -> None:
        """A copy is with each of two readers when it is recalled; one of them has answered."""
        recalled = self.ids["stolen-vehicles-en"]
        for reader in ("lena", "samir"):
            reading.assessment(self.house, self.member(reader), recalled)
            issuing.issue(self.house, self.member(reader), recalled).file.close()
        said = Recall(reason="two of the sources turned out to be the same person")
        request = self._act("amina", "recall", "stolen-vehicles-en", said).request
        if request is None:
            raise DemoFailed("The demo's recall asked nobody.")
        consenting.answer(self.house, self.member("kofi"), request, granted=True)
        [notice] = noticing.mine(self.house, self.member("samir"), waiting=True)
        noticing.acknowledge(self.house, self.member("samir"), notice.id, "destroyed")

    def _a_legal_hold(self) -> None:
        reason = "named in a judicial proceeding in Montevideo; to be kept until it has ended"
        keeping.place(self.house, self.member(REGISTRAR), self.ids["container-ports-es"], reason)

    def _an_agreement(self) -> None:
        terms = Terms(_CONFIDENTIAL, AGREEMENT, until=self.house.registry.clock.now() + _SOON)
        decided = organizing.agree(self.house, self.member(REGISTRAR), "ncb-eg", terms, "for a joint operation")
        if decided.request is None:
            raise DemoFailed("The demo's agreement asked nobody.")
        consenting.answer(self.house, self.member(SECOND_REGISTRAR), decided.request, granted=True)

    def _a_secondment(self) -> None:
        affiliating.add(self.house, self.member(ADMINISTRATOR), "samir", "gccpol", None, None)

    def _act(self, who: str, act: str, key: str, said: object) -> acting.Outcome:
        return acting.perform(self.house, self.member(who), act, self.ids[key], said)
