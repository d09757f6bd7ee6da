"""``concord people``: who may use the repository, and what they are cleared to."""

from __future__ import annotations

import sys
from datetime import datetime
from getpass import getpass
from typing import Annotated, Any

import typer
from sqlmodel import Session

from models.clock import parse_instant
from models.tables.person import Person
from repository import affiliations, people
from repository.people import NewPerson
from repository.registry import Registry
from web.commands import operator
from web.commands.environment import opened, settings
from web.commands.failure import Failed
from web.commands.output import Json, instant, say, say_json, say_table

app = typer.Typer(name="people", help="Add people, list them, clear them, suspend them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="User name.")]
Clearance = Annotated[str | None, typer.Option(help="Scheme and level, such as interpol:IC.")]
Compartments = Annotated[str | None, typer.Option(help="Compartments, separated by commas.")]
Expires = Annotated[str | None, typer.Option(help="Date or instant at which the clearance is expired.")]


@app.command()
def add(
    name: Name,
    organization: Annotated[str, typer.Option(help="Id of the organization, such as europol or ncb-eg.")],
    role: Annotated[str, typer.Option(help="analyst, originator, registry, auditor or administrator.")],
    clearance: Clearance = None,
    briefed: Annotated[bool, typer.Option("--briefed", help="Briefed on handling RESTRICTED.")] = False,
    compartments: Compartments = None,
    expires: Expires = None,
    full_name: Annotated[str | None, typer.Option(help="Name as shown; by default the user name.")] = None,
    nationality: Annotated[str | None, typer.Option(help="Country code of two letters.")] = None,
    language: Annotated[str, typer.Option(help="en, fr, es or ar.")] = "en",
    email: Annotated[str | None, typer.Option(help="Where she is told that notices wait, without content.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
    json: Json = False,
) -> None:
    """Add a person. Without a password she can be given a token only."""
    new = NewPerson(
        username=name,
        name=full_name or name,
        organization=organization,
        role=role,
        nationality=nationality,
        clearance=clearance,
        expires=_instant(expires),
        briefed=briefed,
        compartments=_words(compartments) or (),
        language=language,
        password=_password(asked=password_stdin),
        email=email,
    )
    with opened(settings()) as registry, registry.database.write() as session:
        person = people.add(session, new, registry.ids, registry.clock)
        operator.record(registry, session, "person-add", person=person.id)
    if json:
        say_json({"id": person.id, "username": person.username})
    else:
        say(
            f"{name} was added" + ("." if new.password else ", without a password: 'concord token create' lets her in.")
        )


@app.command("list")
def show(json: Json = False) -> None:
    """List all people."""
    with opened(settings()) as registry, registry.database.read() as session:
        rows = [_shown(session, registry, person) for person in people.everyone(session)]
    if json:
        say_json(rows)
        return
    head = ("NAME", "ROLE", "ORGANIZATION", "ACTIVE", "BRIEFED", "CLEARANCES")
    say_table(
        head,
        [
            (
                str(row["username"]),
                str(row["role"]),
                str(row["organization"]),
                "yes" if row["active"] else "no",
                "yes" if row["briefed"] else "no",
                " ".join(held["level"] for held in row["clearances"]),
            )
            for row in rows
        ],
    )


def _shown(session: Session, registry: Registry, person: Person) -> dict[str, Any]:
    now = registry.clock.now()
    held = [
        {"level": f"{row.scheme}:{row.level}", "expires": instant(row.expires)}
        for row in people.clearances(session, person)
        if row.expires is None or now < row.expires
    ]
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "organization": person.organization_id,
        "role": person.role,
        "active": person.active,
        "email": person.email,
        "briefed": person.briefed,
        "compartments": person.compartments,
        "clearances": held,
    }


@app.command()
def clear(
    name: Name,
    clearance: Clearance = None,
    expires: Expires = None,
    briefed: Annotated[bool | None, typer.Option(help="Briefed on handling RESTRICTED, or no longer.")] = None,
    compartments: Compartments = None,
    revoke: Annotated[bool, typer.Option("--revoke", help="Revoke every clearance she holds.")] = False,
    json: Json = False,
) -> None:
    """Give a person a clearance, a briefing or compartments, or revoke her clearances; holds at once."""
    if not (clearance or revoke or compartments is not None or briefed is not None):
        raise Failed("Say what changes: --clearance, --revoke, --briefed, --no-briefed or --compartments.")
    with opened(settings()) as registry, registry.database.write() as session:
        person = people.named(session, name)
        revoked = people.revoke_clearances(session, person, registry.clock.now()) if revoke else 0
        if clearance:
            people.clear(session, person, clearance, _instant(expires), registry.ids)
        people.brief(session, person, briefed=briefed, compartments=_words(compartments))
        detail = {
            "clearance": clearance,
            "expires": expires,
            "briefed": briefed,
            "compartments": compartments,
        }
        said: dict[str, Any] = {word: value for word, value in detail.items() if value is not None}
        operator.record(registry, session, "person-clear", person=person.id, revoked=revoked, **said)
    if json:
        say_json({"id": person.id, "username": name, "revoked": revoked, **said})
    else:
        say(f"What {name} may see was changed; it holds from now on.")


@app.command("email")
def change_address(
    name: Name,
    address: Annotated[
        str | None, typer.Argument(metavar="[ADDRESS]", help="Without one she is mailed nothing.")
    ] = None,
    json: Json = False,
) -> None:
    """Change where a person is told by mail that notices wait for her."""
    with opened(settings()) as registry, registry.database.write() as session:
        person = people.named(session, name)
        people.change_address(session, person, address)
        operator.record(registry, session, "person-email", person=person.id, given=address is not None)
    if json:
        say_json({"id": person.id, "username": name, "email": address})
    else:
        say(f"{name} is mailed at {address}." if address else f"{name} is mailed nothing.")


@app.command()
def affiliate(
    name: Name,
    organization: Annotated[str, typer.Argument(metavar="ORGANIZATION", help="Id, such as europol or ncb-eg.")],
    from_: Annotated[
        str | None, typer.Option("--from", help="Date or instant at which it begins, now without.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Date or instant at which it ends.")] = None,
    end: Annotated[bool, typer.Option("--end", help="End it, now or at --until.")] = False,
    json: Json = False,
) -> None:
    """Let a person act for another organization too, in sessions of their own, or end that."""
    with opened(settings()) as registry, registry.database.write() as session:
        person, now = people.named(session, name), registry.clock.now()
        if end:
            affiliations.end(session, person, organization, now, _instant(until))
        else:
            affiliations.add(session, person, organization, now, _instant(from_), _instant(until))
        action = "affiliation-end" if end else "affiliate"
        operator.record(registry, session, action, person=person.id, organization=organization)
        held = affiliations.held(session, person, now)
    if json:
        say_json({"id": person.id, "username": name, "acts_for": held})
    else:
        say(f"{name} acts for: {', '.join(held)}.")


@app.command()
def suspend(name: Name, json: Json = False) -> None:
    """Suspend a person: her next request is refused."""
    _activity(name, active=False, json=json)


@app.command()
def resume(name: Name, json: Json = False) -> None:
    """Let a suspended person act again."""
    _activity(name, active=True, json=json)


def _activity(name: str, *, active: bool, json: bool) -> None:
    with opened(settings()) as registry, registry.database.write() as session:
        person = people.named(session, name)
        people.change_activity(session, person, active=active)
        operator.record(registry, session, "person-resume" if active else "person-suspend", person=person.id)
    if json:
        say_json({"id": person.id, "username": name, "active": active})
    else:
        say(f"{name} may act again." if active else f"{name} is suspended.")


def _instant(text: str | None) -> datetime | None:
    try:
        return parse_instant(text) if text else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _words(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(word.strip() for word in text.split(",") if word.strip())


def _password(*, asked: bool) -> str | None:
    """Read the password where it was asked for, at the terminal if there is one; otherwise there is none."""
    if not asked:
        return None
    word = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not word:
        raise Failed("Standard input holds no password; give one line, such as: echo SECRET | concord people add ...")
    return word
