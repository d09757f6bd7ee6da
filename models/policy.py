"""What an originator decided about one handling: who, with what actions, until when (domain 3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.token import PINNED, Token

ACTIONS = ("view", "excerpt", "cite", "download", "translate", "derive")
DEFAULT_ACTIONS = frozenset({"view", "excerpt", "cite", "download"})
H2_REMOVES = frozenset({"excerpt", "download", "translate", "derive"})


@dataclass(frozen=True, slots=True)
class Grant:
    """One token of the release list; ``pinned`` holds the tokens it stood for at release, if it is pinned.

    Lists and ``+members`` are pinned: readers are those pinned and still current (domain 3). ``pinned``
    is None for tokens that are live by nature, and empty when a pinned token stood for nobody. A list or
    ``+members`` without a pin lets nobody in, but for members whom the originator let in ahead: ``future``
    opens a ``+members`` to the states that join later (case 19). A list never grows by itself (case 14).
    """

    token: Token
    pinned: frozenset[Token] | None = None
    future: bool = False

    @property
    def live(self) -> bool:
        """Tell whether the grant lets in whoever its token names now, without a pin."""
        return self.token.kind not in PINNED or (self.future and self.token.kind == "members")

    def own_staff(self) -> Grant:
        """Return the grant without the bureaus that it reaches only as members of a body (AMBER+STRICT)."""
        token = Token("body", self.token.name) if self.token.kind == "members" else self.token
        kept = None if self.pinned is None else frozenset(t for t in self.pinned if t.kind != "bureau")
        return Grant(token, kept)


@dataclass(frozen=True, slots=True)
class Downgrade:
    """A lower marking that the originator scheduled; it takes effect by itself at the instant (W4)."""

    at: datetime
    rank: int


@dataclass(frozen=True, slots=True)
class Policy:
    """Circulation of one handling, or of one source embedded in it.

    ``consented`` names (action, organization): what H2 takes away and the providers have since allowed to the
    people of one organization (R11).
    """

    originators: frozenset[str]
    audience: tuple[Grant, ...] = ()
    exclude: frozenset[Token] = frozenset()
    actions: frozenset[str] = DEFAULT_ACTIONS
    consented: frozenset[tuple[str, str]] = frozenset()
    purposes: frozenset[str] = frozenset()
    tlp: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An assessment embedded in a derived one: its marking and policy bind what was made of it (R9).

    A waiver lifts the policy and the handling codes for this one derived work; rank and compartments stay.
    """

    edition: str
    rank: int
    policy: Policy
    waived: bool = False
    compartments: frozenset[str] = frozenset()
    handling: frozenset[str] = frozenset()
