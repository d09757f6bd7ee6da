from __future__ import annotations

from ingest.html import read
from ingest.structure import Document
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
