from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import Session, select

from ingest.archive import Archive, Outcome
from ingest.manifest import ManifestUnreadable, Row, read_manifest, read_marking
from models.tables.assessment import Assessment, Edition
from models.tables.job import Job
from models.tables.register import RegisterEntry
from repository import circulation
from repository.ownership import MARK
from search.query import Query
from tests.house import Cast
from web import reading
from web.house import House

HEAD = "file,originator,marking,release_to,exclude,pillars,title,published_at"


def manifest(folder: Path, *lines: str, head: str = HEAD) -> list[Row]:
    path = folder / "manifest.csv"
    path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
    return read_manifest(path)


def report(folder: Path, name: str, text: str = "Convoys of lorries were seen at the northern crossing.") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"{text} The file is called {name}.\n", encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "archive"
    made.mkdir()
    return made


def load(house: House, cast: Cast, folder: Path, rows: list[Row]) -> dict[str, Outcome]:
    archive = Archive(house.registry, folder, cast.person("yuki"), limit=10**6)
    for row in rows:
        archive.take(row)
    cast.work()
    archive.settle()
    assert archive.waiting == 0
    return {outcome.file: outcome for outcome in archive.outcomes}


def entries(session: Session) -> list[RegisterEntry]:
    return list(session.exec(select(RegisterEntry).where(RegisterEntry.action == "archive-import")))


def test_a_complete_row_is_released_and_found_by_whom_it_names(house: House, cast: Cast, folder: Path) -> None:
    report(folder, "2021/convoys.txt")
    rows = manifest(
        folder, "2021/convoys.txt,afripol,interpol:IFOUO,europol aimc,,border,Convoys in the north,2021-03-04"
    )
    outcomes = load(house, cast, folder, rows)
    assert outcomes["2021/convoys.txt"].state == "released"
    (hit,) = reading.search(house, cast.visitor("lena"), Query("convoys of lorries")).results
    assert (hit.assessment.title, hit.assessment.originators) == ("Convoys in the north", ("afripol",))
    assert str(hit.assessment.published_at) == "2021-03-04"
    assert not reading.search(house, cast.visitor("mei"), Query("convoys of lorries")).results


def test_each_file_is_recorded_as_the_operators_act(house: House, cast: Cast, folder: Path) -> None:
    report(folder, "a.txt")
    load(house, cast, folder, manifest(folder, "a.txt,afripol,interpol:IFOUO,europol,,,,"))
    with house.registry.database.read() as session:
        edition = session.exec(select(Edition)).one()
        found = entries(session)
        others = session.exec(select(RegisterEntry).where(RegisterEntry.action == "deposit")).all()
    assert [(entry.actor, entry.editions, entry.detail) for entry in found] == [
        (None, [edition.id], {"by": "operator"}),
        (None, [edition.id], {"by": "operator", "to": "released"}),
    ]
    assert not others
    assert edition.submitter_id is None
    assert edition.reference


@pytest.mark.parametrize(
    ("marking", "state", "reason"),
    [
        ("interpol:IR", "released", None),
        ("interpol:IFOUO TLP:AMBER H1", "released", None),
        ("INTERPOL RESTRICTED", "released", None),
        ("RESERVADO", "held", "unknown marking"),
        ("interpol:XX", "held", "unknown marking"),
        ("interpol:IR TLP:CLEAR", "held", "TLP:CLEAR contradicts"),
        ("interpol:IR TLP:RED", "refused", "TLP:RED names people only"),
    ],
)
def test_a_marking_decides_whether_a_row_is_released_held_or_refused(
    house: House, cast: Cast, folder: Path, marking: str, state: str, reason: str | None
) -> None:
    report(folder, "a.txt")
    outcome = load(house, cast, folder, manifest(folder, f"a.txt,afripol,{marking},europol,,,,"))["a.txt"]
    assert outcome.state == state
    assert (reason or "") in (outcome.reason or "")


def test_a_file_that_carries_a_higher_banner_than_its_row_says_is_held(house: House, cast: Cast, folder: Path) -> None:
    (folder / "a.txt").write_text("INTERPOL CONFIDENTIAL\n\nConvoys were seen.\n\nINTERPOL CONFIDENTIAL\n")
    outcome = load(house, cast, folder, manifest(folder, "a.txt,afripol,interpol:IFOUO,europol,,,,"))["a.txt"]
    assert outcome.state == "held"
    assert "higher than the declared" in (outcome.reason or "")


@pytest.mark.parametrize("cells", [",interpol:IFOUO,europol", "afripol,,europol", "afripol,interpol:IFOUO,"], ids=str)
def test_a_row_that_lacks_a_cell_stays_a_draft(house: House, cast: Cast, folder: Path, cells: str) -> None:
    report(folder, "a.txt")
    outcome = load(house, cast, folder, manifest(folder, f"a.txt,{cells},,,,"))["a.txt"]
    assert outcome.state == "draft"
    with house.registry.database.read() as session:
        assert session.exec(select(Edition)).one().state == "draft"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("b.txt,afripol,interpol:IR,europol,,,,", "no such file"),
        ("../manifest.csv,afripol,interpol:IR,europol,,,,", "outside the folder"),
        ("/etc/hostname,afripol,interpol:IR,europol,,,,", "outside the folder"),
        ("link.txt,afripol,interpol:IR,europol,,,,", "outside the folder"),
        ("a.txt,atlantis,interpol:IR,europol,,,,", "no organization 'atlantis'"),
        ("a.txt,afripol,interpol:IR,atlantis,,,,", "names nothing"),
        ("a.txt,afripol,interpol:IR,europol,,sorcery,,", "sorcery"),
        ("a.txt,afripol,interpol:IR,europol,,,,the day before", "not a date"),
        ("a.txt,afripol,interpol:IR,europol,,,,,,more", "more cells"),
        (",afripol,interpol:IR,europol,,,,", "names no file"),
        ("empty.txt,afripol,interpol:IR,europol,,,,", "empty"),
        ("sheet.gif,afripol,interpol:IR,europol,,,,", "GIF"),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_in_words_and_nothing_is_kept(
    house: House, cast: Cast, folder: Path, line: str, reason: str
) -> None:
    report(folder, "a.txt")
    (folder / "empty.txt").touch()
    (folder / "sheet.gif").write_bytes(b"GIF89a" + bytes(100))
    (folder.parent / "outside.txt").write_text("outside")
    (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    (outcome,) = load(house, cast, folder, manifest(folder, line)).values()
    assert outcome.state == "refused"
    assert reason in (outcome.reason or "")
    with house.registry.database.read() as session:
        assert not session.exec(select(Edition)).all()
    assert [path.name for path in house.registry.originals.glob("*")] == [MARK]


def test_a_file_that_cannot_be_read_fails_alone(house: House, cast: Cast, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nthis is no PDF\n%%EOF\n")
    report(folder, "a.txt")
    rows = manifest(folder, "broken.pdf,afripol,interpol:IFOUO,europol,,,,", "a.txt,afripol,interpol:IFOUO,europol,,,,")
    outcomes = load(house, cast, folder, rows)
    assert {file: outcome.state for file, outcome in outcomes.items()} == {
        "broken.pdf": "failed",
        "a.txt": "released",
    }
    assert outcomes["broken.pdf"].reason


def test_a_loading_that_was_cut_off_goes_on_and_takes_nothing_twice(house: House, cast: Cast, folder: Path) -> None:
    names = [f"{number}.txt" for number in range(6)]
    for name in names:
        report(folder, name)
    report(folder, "twin.txt")
    (folder / "twin.txt").write_bytes((folder / "0.txt").read_bytes())
    rows = manifest(folder, *(f"{name},afripol,interpol:IFOUO,europol,,,," for name in [*names, "twin.txt"]))

    cut = Archive(house.registry, folder, cast.person("yuki"), limit=10**6)
    for row in rows[:4]:
        cut.take(row)
    cast.work()
    outcomes = load(house, cast, folder, rows)
    again = load(house, cast, folder, rows)

    for found in (outcomes, again):
        assert Counter(outcome.state for outcome in found.values()) == {"released": 7}
    with house.registry.database.read() as session:
        assert len(session.exec(select(Assessment)).all()) == 7
        assert len(entries(session)) == 14
        assert {job.priority for job in session.exec(select(Job))} == {0}


def test_the_lists_of_an_archive_are_pinned_when_it_is_released(house: House, cast: Cast, folder: Path) -> None:
    report(folder, "a.txt")
    load(house, cast, folder, manifest(folder, "a.txt,interpol,interpol:IFOUO,list:cyber-fusion,,,,"))
    asked = Query("convoys of lorries")
    assert not reading.search(house, cast.visitor("elena"), asked).results
    with house.registry.database.write() as session:
        members = ["europol", "frontex"]
        circulation.change(session, "cyber-fusion", members, cast.person("ingrid").id, house.registry.clock.now())
    assert not reading.search(house, cast.visitor("elena"), asked).results
    assert reading.search(house, cast.visitor("lena"), asked).results


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_manifest_may_use_any_usual_separator_and_a_byte_order_mark(folder: Path, separator: str) -> None:
    lines = ["file,title,release_to", 'a.txt,"Convoys of 2021",europol aimc']
    path = folder / "m.csv"
    path.write_text("\ufeff" + "\n".join(lines).replace(",", separator), encoding="utf-8")
    (row,) = read_manifest(path)
    assert row.said is not None
    assert (row.file, row.said.title, row.said.release_to) == (
        "a.txt",
        "Convoys of 2021",
        ["europol", "aimc"],
    )
    assert not row.complete


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no column 'file'"),
        (b"name,originator\n", "does not know the column 'name'"),
        (b"originator\nafripol\n", "no column 'file'"),
        ("file,title\na,\u00e9\n".encode("latin-1"), "not in UTF-8"),
    ],
)
def test_a_manifest_that_is_none_is_refused_in_words(folder: Path, content: bytes, sentence: str) -> None:
    path = folder / "m.csv"
    path.write_bytes(content)
    with pytest.raises(ManifestUnreadable, match=sentence):
        read_manifest(path)


def test_a_manifest_that_is_not_there_is_refused_in_words(folder: Path) -> None:
    with pytest.raises(ManifestUnreadable, match="No such file"):
        read_manifest(folder / "m.csv")


@pytest.mark.parametrize(
    ("words", "scheme", "level", "tlp", "handling", "text"),
    [
        ("interpol:IR", "interpol", "IR", None, [], ""),
        ("eu:S-UE/EU-S tlp:amber+strict", "eu", "S-UE/EU-S", "AMBER+STRICT", [], ""),
        ("un:C H1 H2 TLP:RED", "un", "C", "RED", ["H1", "H2"], ""),
        ("RESERVADO", None, None, None, [], "RESERVADO"),
        ("interpol:IR nonsense", None, None, None, [], "interpol:IR nonsense"),
        ("interpol:", None, None, None, [], "interpol:"),
        ("TLP:AMBER", None, None, None, [], "TLP:AMBER"),
    ],
)
def test_a_marking_is_read_whole_or_kept_as_its_words(
    words: str, scheme: str | None, level: str | None, tlp: str | None, handling: list[str], text: str
) -> None:
    said = read_marking(words)
    assert (said.scheme, said.level, said.tlp, said.handling, said.text) == (
        scheme,
        level,
        tlp,
        handling,
        text,
    )
