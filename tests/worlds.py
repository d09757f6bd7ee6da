"""Two worlds for one reader: equal in all she may see; what she may not see happens in the second only (P1)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from fastapi.testclient import TestClient
from sqlmodel import col, select

from models.deposit import Deposit
from models.handling import BODY
from models.ids import IdSource, SeededIds
from models.tables.assessment import HandlingRecord, Portion
from repository import due, life
from search.centring import Centring
from search.encoder import Encoder
from tests.house import Cast, TurningClock, make_house, reopen_house
from web.app import create_app
from web.house import House
from web.security import cookie_name

READER = "mei"
"""The under-cleared analyst at ASEANAPOL observes."""

QUESTIONS = (
    "ransomware attacks on hospitals",
    "groups encrypt backup systems",
    "payment by extortion of clinics",
    "further attacks are likely in the next year",
    "attaques par rançongiciel contre les hôpitaux",
    "chronology S/2025/71",
    "",
    "cybercrime",
    "trafficking in western Africa",
    "attacks on hospitals NOT unicorns",
)

NEAR = "Ransomware groups attack hospitals and clinics. They encrypt backup systems and demand payment by extortion."

TOPICS = (
    ("hospital networks", "Radiology stood still for three days in two capitals."),
    ("private clinics", "Patient files were published when payment was refused."),
    ("emergency dispatch", "Ambulances were sent by radio; see S/2025/71 for the chronology."),
    ("medical suppliers", "One broken supplier opened eleven hospital networks."),
    ("blood banks", "Double extortion is now the rule: data are stolen before they are encrypted."),
    ("research institutes", "The same affiliates moved from clinics to laboratories."),
    ("insurance funds", "Payments went through two exchanges within an hour."),
)

FRENCH = """# Rapport sur les hôpitaux

Les attaques par rançongiciel contre les hôpitaux ont doublé. Les sauvegardes sont chiffrées et les patients
transférés vers d'autres cliniques.
"""

OUTLOOK = "## Outlook\n\nFurther attacks against {topic} are likely in the next year.\n"

VISIBLE = (
    *(f"# Report {topic}\n\n{NEAR} {detail}\n\n{OUTLOOK.format(topic=topic)}" for topic, detail in TOPICS),
    FRENCH,
)


@dataclass(slots=True)
class World:
    """One house with its cast, and the browser of the observing reader."""

    house: House
    cast: Cast
    client: TestClient
    clock: TurningClock
    visible: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    hidden_ids: IdSource = field(default_factory=lambda: SeededIds(99))

    @contextmanager
    def out_of_sight(self) -> Iterator[None]:
        """Draw ids from a source of its own, so that hidden acts move nothing of the visible sequence."""
        registry = self.house.registry
        kept = registry.ids
        _inject(self.house, self.hidden_ids)
        try:
            yield
        finally:
            _inject(self.house, kept)

    def turn(self, hours: int) -> None:
        """Let time pass; what is due by then is done by a worker, whose entries draw ids of their own."""
        self.clock.turn(timedelta(hours=hours))
        with self.out_of_sight():
            due.catch_up(self.house.registry)

    def show(self, content: str, number: int) -> None:
        """Release a report that the reader may see."""
        said = {
            "title": f"Threat note {number}",
            "published_at": "2026-10-01",
            "pillars": ["cybercrime"],
            "judgements": [
                {"statement": "Further attacks are likely.", "likelihood": {"scheme": "phia", "word": "likely"}}
            ],
            "recommendations": ["Keep copies of the backups."],
        }
        self.visible.append(self.cast.release("amina", content.encode(), f"note-{number}.md", **said))

    def show_tearline(self, body: str) -> None:
        """Release a report of which the reader sees the tearline only; its body differs between the worlds."""
        content = f"# {body}\n\n## {body} assessed\n\n{body} is the subject.\n\n### Notice\n\n{NEAR} Notice for all.\n"
        said = {
            "title": f"Secret study of {body}",
            "register_title": "Study on health sector threats",
            "marking": {"scheme": "interpol", "level": "IC"},
            "release_to": ["europol"],
            "tearlines": [
                {
                    "portions": ["heading:Notice"],
                    "marking": {"scheme": "interpol", "level": "IFOUO"},
                    "release_to": ["aseanapol"],
                }
            ],
        }
        accepted = self.cast.deposit("amina", content.encode(), "study.md", **said)
        self._judge(accepted.assessment, body, said)
        for username, act in (("amina", "submit"), ("ingrid", "register"), ("ingrid", "release")):
            self.cast.act(username, act, accepted.assessment)
        self.visible.append(accepted.assessment)

    def _judge(self, assessment: str, body: str, said: Mapping[str, object]) -> None:
        """Declare judgements: of the notice, of the body, of both, and of the whole; she may see the first only."""
        registry = self.house.registry
        with registry.database.write() as session:
            query = select(Portion.id, HandlingRecord.part).join(HandlingRecord)
            query = query.where(HandlingRecord.assessment_id == assessment).order_by(col(Portion.place))
            parts = session.exec(query).all()
            hers = [ident for ident, part in parts if part != BODY]
            others = [ident for ident, part in parts if part == BODY]
            judgements = [
                {"statement": f"{body} alone will act.", "portions": others},
                {"statement": "The notice concerns all.", "portions": hers},
                {"statement": f"{body} concerns all.", "portions": hers + others},
                {"statement": f"{body} as a whole."},
            ]
            ends = {"recommendations": [f"{body} must wait."], "gaps": [f"When will {body} act?"]}
            deposit = Deposit.model_validate({**said, "judgements": judgements, **ends})
            life.change(registry, session, self.cast.actor("amina"), assessment, deposit)

    def show_card(self, body: str) -> None:
        """Release a report of which the reader learns that it exists; all else of it differs between the worlds."""
        said = {
            "title": f"Secret plan of {body}",
            "register_title": "Study on ports",
            "abstract": f"{body} and its harbours.",
            "disclosure": "existence",
            "marking": {"scheme": "interpol", "level": "IC", "handling": ["H2"]},
            "release_to": ["europol"],
            "pillars": ["terrorism" if len(body) % 2 else "border"],
        }
        content = f"# {body}\n\n{NEAR} {body} {body}.\n"
        self.visible.append(self.cast.release("amina", content.encode(), f"{body}.md", **said))

    def hide(self, number: int, **more: object) -> None:
        """Release a near-duplicate of the reader's questions to Europol alone."""
        question = QUESTIONS[number % 4]
        content = f"# Hidden {number}\n\n{question}. {NEAR} Case {number}, S/2025/71, S/2031/9.\n"
        said = {
            "title": f"Hidden note {number}",
            "register_title": f"Note {number}",
            "pillars": ["terrorism", "cybercrime"],
            "regions": ["western-africa"],
            "marking": {"scheme": "interpol", "level": "IC"},
            "release_to": ["europol"],
            **more,
        }
        with self.out_of_sight():
            self.hidden.append(self.cast.release("amina", content.encode(), f"hidden-{number}.md", **said))


def _inject(house: House, ids: IdSource) -> None:
    house.registry.ids = ids
    house.registry.register._ids = ids


def build(folder: Path, encoder: Encoder, centring: Centring, *, duplicates: int) -> tuple[Path, Path]:
    """Build both worlds in two folders: alike for the reader, with ``duplicates`` hidden reports in the second."""
    first, second = folder / "first", folder / "second"
    world = _opened(make_house(first, ids=SeededIds(1), encoder=encoder, centring=centring), {})
    secret = world.cast.secret(READER)
    for number, content in enumerate(VISIBLE):
        world.show(content, number)
    world.house.registry.database.close()
    shutil.copytree(first, second)
    for place, body in ((first, "Granite"), (second, "Obsidian")):
        opened = open_world(place, encoder, centring, secret, seed=2, visible=world.visible)
        if place == second:
            for number in range(duplicates):
                opened.hide(number)
        opened.show_tearline(body)
        opened.show_card(body)
        opened.house.registry.database.close()
        kept = (place / "known.txt", [secret, " ".join(opened.visible), " ".join(opened.hidden)])
        kept[0].write_text("\n".join(kept[1]))
    return first, second


def open_world(folder: Path, encoder: Encoder, centring: Centring, secret: str, seed: int, visible: list[str]) -> World:
    """Open a folder as a world, with a new sequence of ids."""
    house = reopen_house(folder, ids=SeededIds(seed), encoder=encoder, centring=centring)
    world = _opened(house, {READER: secret})
    world.visible = list(visible)
    return world


def open_pair(
    folders: tuple[Path, Path], target: Path, encoder: Callable[[], Encoder], centring: Centring
) -> tuple[World, World]:
    """Open copies of both built worlds, so that every run starts from the same state."""
    worlds = []
    for source in folders:
        place = target / source.name
        shutil.copytree(source, place)
        secret, visible, hidden = [*(source / "known.txt").read_text().split("\n"), "", ""][:3]
        world = open_world(place, encoder(), centring, secret, seed=3, visible=visible.split())
        world.hidden, world.hidden_ids = hidden.split(), SeededIds(98)
        worlds.append(world)
    return worlds[0], worlds[1]


def _opened(house: House, secrets: dict[str, str]) -> World:
    cast = Cast(house, dict(secrets))
    client = TestClient(create_app(house=house), base_url="http://testserver", follow_redirects=False)
    client.cookies.set(cookie_name(house.settings), cast.secret(READER))
    clock = house.registry.clock
    assert isinstance(clock, TurningClock)
    return World(house, cast, client, clock)
