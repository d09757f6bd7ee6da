from __future__ import annotations

import pytest

from ingest.html import read
from ingest.structure import Document, Hidden
from tests.ingest.papers import LOREM, all_text, kinds


def parsed(text: str | bytes) -> Document:
    return read(text if isinstance(text, bytes) else text.encode(), lambda _done, _total: None)


def test_headings_lists_and_tables_are_told_apart() -> None:
    document = parsed(
        "<title>Alert &amp; advice</title><nav>Menu</nav><h1>Alert</h1><p>One <b>two</b><br>three</p>"
        "<h2>Signs</h2>"
        "<ul><li>first<li>second</ul><table><tr><th>Hash</th><th>Name</th></tr><tr><td>ab12</td><td>x.exe</td></tr></table>"
    )
    assert document.title == "Alert & advice"
    assert [(b.kind, b.level, b.text) for b in document.pages[0].blocks] == [
        ("furniture", 0, "Menu"),
        ("heading", 1, "Alert"),
        ("paragraph", 0, "One two three"),
        ("heading", 2, "Signs"),
        ("list", 0, "first"),
        ("list", 0, "second"),
        ("table", 0, "Hash | Name\nab12 | x.exe"),
    ]


def test_what_a_reader_does_not_see_is_left_out() -> None:
    document = parsed(
        "<style>p{}</style><script>alert(1)</script><p>seen</p><p hidden>no</p>"
        "<div style='display: none'><p>no</p></div>"
        "<template>no</template><!-- no --><p>also seen</p><iframe src='file:///etc/passwd'>no</iframe>"
    )
    assert kinds(document, "paragraph") == ["seen", "also seen"]
    assert document.hidden == (Hidden("unseen", 1, "no"), Hidden("unseen", 1, "no"))
    assert document.warnings == ("4 characters formatted as hidden text were left out.",)


@pytest.mark.parametrize(
    "hidden",
    [
        "<p class='gone'>NO</p>",
        "<p id=off>NO</p>",
        "<p style='visibility:hidden'>NO</p>",
        "<p style='font-size:0'>NO</p>",
        "<font color=white>NO</font>",
        "<span style='color:#fff'>NO</span>",
        "<span style='position:absolute;left:-9999px'>NO</span>",
    ],
)
def test_hidden_words_are_told_and_not_text(hidden: str) -> None:
    sheet = "<style>/* .x{} */ .gone, p#x { display:none } #off{display : none} @media print{.y{display:none}}</style>"
    document = parsed(f"{sheet}<p>seen</p>{hidden}<p class=y>printed</p>")
    assert kinds(document, "paragraph") == ["seen", "printed"]
    assert document.hidden == (Hidden("unseen", 1, "NO"),)


def test_white_letters_where_something_lies_behind_them_are_read() -> None:
    document = parsed("<table bgcolor=navy><tr><td style='color:white'>Port</td><td>Cases</td></tr></table>")
    assert all_text(document) == "Port | Cases"
    assert document.hidden == ()


def test_deleted_words_are_left_out_and_inserted_ones_stay() -> None:
    document = parsed("<p>kept <del>DELETED</del><ins>inserted</ins></p>")
    assert all_text(document) == "kept inserted"
    assert document.hidden == (Hidden("deleted", 1, "DELETED"), Hidden("inserted", 1, "inserted"))


def test_cells_over_several_rows_and_columns_keep_the_others_in_their_places() -> None:
    document = parsed(
        "<table><tr><th rowspan=2>Port<th colspan=2>Cases<tr><td>2023<td>2024<tr><td>East<td>3<td>5</table>"
    )
    assert document.pages[0].blocks[0].rows == (("Port", "Cases", ""), ("", "2023", "2024"), ("East", "3", "5"))


def test_numbered_lists_are_numbered() -> None:
    document = parsed("<ol start=3><li>three<ul><li>inner</ul><li>four</ol><ul><li>point</ul>")
    assert kinds(document, "list") == ["3. three", "inner", "4. four", "point"]


def test_what_stands_beside_the_main_part_is_furniture_unless_that_is_the_smaller() -> None:
    page = "<header><p>Menu<main><h1>Alert</h1><p>{}</p></main><p>Contact us</p>"
    document = parsed(page.format(LOREM))
    assert kinds(document, "furniture") == ["Menu", "Contact us"]
    assert kinds(document, "paragraph") == [LOREM.strip()]
    small = parsed(f"<main><p>x</p></main><p>{LOREM}</p>")
    assert kinds(small, "paragraph") == ["x", LOREM.strip()]


def test_deep_nesting_survives() -> None:
    assert all_text(parsed("<div>" * 100_000 + "deep" + "<p>deeper")) == "deep\ndeeper"


def test_a_long_page_is_laid_out_on_several() -> None:
    document = parsed("".join(f"<p>{LOREM * 3}</p>" for _ in range(20)))
    assert len(document.pages) >= 4
    assert len(kinds(document, "paragraph")) == 20


def test_the_declared_encoding_is_believed_if_it_fits() -> None:
    russian = "Незаконный оборот наркотиков растёт"
    raw = f"<meta charset=koi8-r><p>{russian}</p>".encode("koi8-r")
    assert all_text(parsed(raw)) == russian
    lying = f"<meta charset=iso-8859-6><p>{russian}</p>".encode("cp1251")
    assert all_text(parsed(lying)) == russian


def test_broken_markup_is_read_as_far_as_it_goes() -> None:
    document = parsed("<body><table><td>lost cell<p>and <b>bold</table></div></span><p>after<")
    assert "lost cell" in all_text(document)
    assert "after" in all_text(document)
