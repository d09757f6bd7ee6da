"""A change of circulation applied to what is deposited: tokens that come and go, and what binds the whole."""

from __future__ import annotations

from collections.abc import Callable

from models.change import WHOLE_ONLY, Circulate, actions_after, number_of
from models.deposit import Deposit
from models.token import PINNED, BadToken, Token, parse, parse_exclusion
from repository.acts import Incomplete


def applied(deposit: Deposit, said: Circulate) -> Deposit:
    """Return the deposit after a change; raise ``Incomplete`` for tokens that are there, or not there, already."""
    number, problems = number_of(said.part), dict[str, str]()
    if number is not None and any(name in said.model_fields_set for name in WHOLE_ONLY):
        problems["part"] = (
            "a tearline has only 'add', 'remove' and 'repin' of its own; what binds the whole is said without part"
        )
    elif number is not None and number >= len(deposit.tearlines):
        problems["part"] = f"there is no {said.part}; it has {len(deposit.tearlines)} tearlines"
    if problems:
        raise Incomplete(problems)
    words = (deposit.release_to or []) if number is None else deposit.tearlines[number].release_to
    listed = _edited(words, said.add, said.remove, parse, ("add", "remove"), problems)
    exclude = _edited(deposit.exclude, said.exclude, said.readmit, parse_exclusion, ("exclude", "readmit"), problems)
    _check_repinned(listed, said.repin, problems)
    if problems:
        raise Incomplete(problems)
    if number is not None:
        parts = list(deposit.tearlines)
        parts[number] = parts[number].model_copy(update={"release_to": listed})
        return deposit.model_copy(update={"tearlines": parts})
    update: dict[str, object] = {"release_to": listed, "exclude": exclude}
    if said.actions_add or said.actions_remove:
        update["actions"] = actions_after(deposit, said)
    for name in ("purposes", "disclosure", "embargo_until", "retention_until"):
        if name in said.model_fields_set and (getattr(said, name) is not None or name.endswith("_until")):
            update[name] = getattr(said, name)
    return deposit.model_copy(update=update)


def _edited(
    words: list[str],
    more: list[str],
    fewer: list[str],
    read: Callable[[str], Token],
    names: tuple[str, str],
    problems: dict[str, str],
) -> list[str]:
    """Return the words without ``fewer`` and with ``more``; what cannot be so is noted by the field's name."""
    known = {read(word): word for word in words}
    for name, given, wanted in ((names[0], more, False), (names[1], fewer, True)):
        try:
            wrong = [word for word in given if (read(word) in known) != wanted]
        except BadToken as error:
            problems[name] = str(error)
            continue
        if wrong:
            problems[name] = f"'{wrong[0]}' is {'not there' if wanted else 'there already'}"
    if not {*names} & problems.keys():
        for word in fewer:
            known.pop(read(word), None)
        known |= {read(word): word for word in more}
    return list(known.values())


def _check_repinned(listed: list[str], words: list[str], problems: dict[str, str]) -> None:
    try:
        tokens = [parse(word) for word in words]
    except BadToken as error:
        problems["repin"] = str(error)
        return
    there = {parse(word) for word in listed}
    wrong = [token for token in tokens if token not in there or token.kind not in PINNED]
    if wrong:
        problems["repin"] = f"'{wrong[0]}' has no pin here: only lists and '+members' of the release list have one"
