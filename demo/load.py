"""Loading the demo: cast, lists and assessments, through the acts and the pipeline of every day."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock

from sqlmodel import select

from demo.assessment import Metadata
from demo.cast import LISTS, PEOPLE, Person, originator_of, person
from demo.typeset import Written
from ingest.accept import Accepted
from ingest.pipeline import Reader
from ingest.recogniser import recogniser
from ingest.worker import Worker
from models.deposit import Deposit
from models.handling import DRAFT, HELD, RELEASED, SUBMITTED
from models.tables.job import DONE, Job
from repository import circulation, people
from repository.errors import RepositoryError
from repository.people import NewPerson
from repository.registry import Registry
from web import depositing, registering
from web.commands import operator
from web.house import House
from web.visitor import Visitor, sign_in, sign_out, visitor_of

REGISTRAR = "ingrid"
ADMINISTRATOR = "yuki"

Say = Callable[[str], None]
Member = Callable[[str], Visitor]
"""A way to be any member of the cast by her user name."""


class DemoFailed(RepositoryError):
    """The demo could not be loaded as it was written; the sentence says where."""


def newcomer(member: Person) -> NewPerson:
    """Return a member of the cast as she is added, with her passphrase."""
    return NewPerson(
        username=member.username,
        name=member.full_name,
        organization=member.organization,
        role=member.role,
        nationality=member.nationality,
        clearance=member.clearance,
        expires=member.expires,
        briefed=member.briefed,
        compartments=member.compartments,
        language=member.languages[0],
        password=member.passphrase,
    )


def load_cast(registry: Registry) -> None:
    """Add everybody but the administrator, who founds it, and the lists, as acts of the operator."""
    newcomers = [newcomer(member) for member in PEOPLE if member.username != ADMINISTRATOR]
    with registry.database.write() as session:
        for new in newcomers:
            added = people.add(session, new, registry.ids, registry.clock)
            operator.record(registry, session, "person-add", person=added.id)
        author = people.named(session, REGISTRAR)
        now = registry.clock.now()
        for entry in LISTS:
            circulation.create(session, entry.name, entry.owner, entry.purpose, list(entry.members), author.id, now)
            operator.record(registry, session, "list-create", list=entry.name)


def load_assessments(house: House, documents: Sequence[Written], say: Say) -> dict[str, str]:
    """Deposit every document as its officer, read it, and bring it to the state it is written for.

    Returns the assessments' ids by key; raises ``DemoFailed`` where one does not get there.
    """
    with signed_in(house) as visitor:
        jobs = {document.key: deposit(house, visitor, document, document.metadata) for document in documents}
        say(f"{len(jobs)} assessments are deposited by their officers")
        read_all(house, {accepted.job: key for key, accepted in jobs.items()}, say)
        for document in documents:
            bring_to(house, visitor, document, jobs[document.key].assessment)
    say("the registry officer has registered and released what is to be read")
    return {key: accepted.assessment for key, accepted in jobs.items()}


def officer_of(document: Written) -> str:
    """Return the user name of the officer who deposits and submits a document: of its first originator."""
    return originator_of(document.metadata["originators"][0]).username


def deposit(house: House, visitor: Member, document: Written, said: Metadata) -> Accepted:
    """Deposit a document as its officer, with this said of it."""
    with document.path.open("rb") as file:
        return depositing.deposit(
            house, visitor(officer_of(document)), file, document.path.name, Deposit.model_validate(said)
        )


def bring_to(house: House, visitor: Member, document: Written, assessment: str) -> None:
    """Bring a document that was read to the state it is written for; raise ``DemoFailed`` where it ends elsewhere."""
    officer = officer_of(document)
    acts: dict[str, tuple[tuple[str, str], ...]] = {
        DRAFT: (),
        HELD: ((officer, "submit"),),
        SUBMITTED: ((officer, "submit"),),
        RELEASED: ((officer, "submit"), (REGISTRAR, "register"), (REGISTRAR, "release")),
    }
    state = DRAFT
    for actor, act in acts[document.state]:
        state = registering.perform(house, visitor(actor), act, assessment)
    if state != document.state:
        raise DemoFailed(f"The demo's '{document.key}' is {state} and should be {document.state}.")


@contextmanager
def signed_in(house: House) -> Iterator[Member]:
    """Give a way to be any member of the cast, signed in with her passphrase at the first time."""
    secrets: dict[str, str] = {}

    def visitor(username: str) -> Visitor:
        if username not in secrets:
            secrets[username] = sign_in(house, username, person(username).passphrase) or ""
        found = visitor_of(house, secrets[username])
        if found is None:
            raise DemoFailed(f"'{username}' could not sign in to the demo.")
        return found

    try:
        yield visitor
    finally:
        for secret in secrets.values():
            sign_out(house, secret)


def read_all(house: House, keys: dict[str, str], say: Say) -> None:
    """Work off the queue with as many workers as there are cores, saying what became searchable.

    ``keys`` are the documents' keys by the ids of their jobs; what else was queued is read without a word.
    """
    model = Reader(house.engine.encoder, house.engine.centring, recogniser(house.settings.ocr))
    told: set[str] = set()
    telling = Lock()

    def work(_number: int) -> None:
        worker = Worker(house.registry, lambda: model)
        while worker.step():
            with telling:
                _tell(house, keys, told, say)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(work, range(os.cpu_count() or 1)))


def _tell(house: House, keys: dict[str, str], told: set[str], say: Say) -> None:
    with house.registry.database.read() as session:
        ended = [job for job in session.exec(select(Job)) if job.finished_at and job.id in keys.keys() - told]
    for job in ended:
        told.add(job.id)
        if job.state != DONE:
            raise DemoFailed(f"The demo's '{keys[job.id]}' could not be read: {job.reason}")
        say(f"{len(told):2} of {len(keys)} searchable: {keys[job.id]}")
