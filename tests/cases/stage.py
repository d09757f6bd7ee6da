"""The stage on which the cases of a registry officer are played: everything goes through the REST interface.

``sees`` asks on every path at once, so that no case passes because one of them forgot it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from httpx2 import Response

from demo.cast import PEOPLE
from tests.house import Cast, TurningClock
from tests.web.asking import Asking

IFOUO = {"scheme": "interpol", "level": "IFOUO"}
RESTRICTED = {"scheme": "interpol", "level": "IR"}
CONFIDENTIAL = {"scheme": "interpol", "level": "IC"}
EU_SECRET = {"scheme": "eu", "level": "S-UE/EU-S"}
EVERYBODY = ["ALL-DIALOGUE-PARTICIPANTS"]
READERS = tuple(one.username for one in PEOPLE if one.role in ("analyst", "originator"))


@dataclass(slots=True)
class Stage:
    """The server, the cast and the clock; ``words`` remembers by which word each assessment is found."""

    ask: Asking
    cast: Cast
    clock: TurningClock
    words: dict[str, str] = field(default_factory=dict)

    def deposit(self, username: str, word: str = "lighthouse", **said: Any) -> str:
        """Deposit a report about something and let it be read; return the assessment's id."""
        text = f"# Report on {word}\n\nThe gangs around the {word} sell forged passports.\n\nThey grow.\n"
        content = said.pop("content", None) or text.encode()
        answer = self.ask.deposit(username, content, **{"title": f"Report on {word}", **said})
        assert answer.status_code == 202, answer.text
        self.cast.work()
        ident = str(answer.json()["id"])
        self.words[ident] = word
        return ident

    def released(self, username: str, word: str = "lighthouse", **said: Any) -> str:
        """Lead a report from its file to its readers, by two persons (W1)."""
        ident = self.deposit(username, word, **{"marking": IFOUO, "release_to": EVERYBODY, **said})
        self.done(username, "submit", ident)
        self.done("ingrid", "register", ident)
        self.done("ingrid", "release", ident)
        return ident

    def act(self, username: str, act: str, ident: str, **said: Any) -> Response:
        """Ask for an act, with what is said about it."""
        more = {"json": said} if said else {}
        return self.ask(username, "POST", f"/assessments/{ident}/{act}", **more)

    def done(self, username: str, act: str, ident: str, **said: Any) -> dict[str, Any]:
        """Carry out an act, or put its request, that must be allowed."""
        answer = self.act(username, act, ident, **said)
        assert answer.status_code in (200, 201, 202), f"{username} {act}: {answer.text}"
        found: dict[str, Any] = answer.json()
        return found

    def refused(self, username: str, act: str, ident: str, **said: Any) -> str:
        """Ask for an act that must be refused, see that it is recorded, and return why."""
        answer = self.act(username, act, ident, **said)
        assert answer.status_code in (403, 404, 409, 422), f"{username} {act}: {answer.status_code} {answer.text}"
        last = self.ask.get(username, "/register").json()["entries"][0]
        assert (last["action"], last["outcome"]) == (act, "refused")
        problem = answer.json()
        return str(problem.get("errors") or problem["detail"])

    def answer(self, username: str, request: str, answer: str = "grant", reason: str = "agreed") -> Response:
        """Answer a request for one's organization."""
        return self.ask(username, "POST", f"/consents/{request}", json={"answer": answer, "reason": reason})

    def granted(self, username: str, request: str) -> dict[str, Any]:
        """Give a consent that must be accepted."""
        answer = self.answer(username, request)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def page(self, username: str, ident: str) -> dict[str, Any]:
        """Return an assessment's page, which must be there."""
        answer = self.ask.get(username, f"/assessments/{ident}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def found(self, username: str, word: str, **filters: Any) -> dict[str, Any]:
        """Return what a question finds; nothing for somebody who may not ask."""
        answer = self.ask.get(username, "/search", params={"q": word, **filters})
        if answer.status_code != 200:
            return {"total": 0, "results": [], "facets": {}}
        found: dict[str, Any] = answer.json()
        return found

    def sees(self, username: str, ident: str) -> bool:
        """Tell whether somebody can see an assessment, which must be the same on every path."""
        ask, word = self.ask, self.words[ident]
        listed = ask.get(username, "/assessments", params={"limit": 100})
        items = listed.json()["results"] if listed.status_code == 200 else []
        answers = {
            "page": ask.get(username, f"/assessments/{ident}").status_code == 200,
            "text": ask.get(username, f"/assessments/{ident}/portions").status_code == 200,
            "history": ask.get(username, f"/assessments/{ident}/history").status_code == 200,
            "list": ident in [one["id"] for one in items],
            "search": ident in [hit["assessment"]["id"] for hit in self.found(username, word)["results"]],
        }
        assert len(set(answers.values())) == 1, f"{username} sees it here and not there: {answers}"
        return answers["page"]

    def readers(self, ident: str) -> set[str]:
        """Return who of the analysts and originators' officers gets the page of an assessment."""
        return {who for who in READERS if self.ask.get(who, f"/assessments/{ident}").status_code == 200}

    def turn_to(self, instant: datetime) -> None:
        """Turn the clock to an instant."""
        self.clock.at = instant

    def standing(self, organization: str, standing: str) -> None:
        """Let the registry set an organization's standing, by two officers where it takes two."""
        said = {"standing": standing, "reason": "decided by the secretariat"}
        answer = self.ask("ingrid", "POST", f"/organizations/{organization}/standing", json=said)
        assert answer.status_code in (200, 201, 202), answer.text
        request = answer.json().get("request")
        if request:
            self.granted("ruth", request)
