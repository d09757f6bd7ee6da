from __future__ import annotations

from ingest.repeated import apart
from ingest.structure import Page
from tests.ingest.papers import block, document_of


def pages(count: int) -> tuple[Page, ...]:
    return document_of(
        *(
            [
                block("paragraph", "TLP:WHITE"),
                block("paragraph", f"Text number {'x' * n}"),
                block("paragraph", f"Page {n}"),
            ]
            for n in range(1, count + 1)
        )
    ).pages


def texts(page: Page, kind: str) -> list[str]:
    return [one.text for one in page.blocks if one.kind == kind]


def test_what_stands_on_every_page_is_furniture_whatever_numbers_it_holds() -> None:
    made, numbers = apart(pages(6))
    assert [texts(page, "paragraph") for page in made] == [[f"Text number {'x' * n}"] for n in range(1, 7)]
    assert texts(made[3], "furniture") == ["TLP:WHITE", "Page 4"]
    assert numbers == {n: n for n in range(1, 7)}


def test_a_few_pages_repeat_by_chance() -> None:
    made, _ = apart(pages(3))
    assert all(not texts(page, "furniture") for page in made)


def test_a_page_of_nothing_else_goes_to_the_one_before() -> None:
    blocks = [[block("paragraph", "TLP:WHITE"), *([block("paragraph", "a" * n)] if n % 2 else [])] for n in range(1, 9)]
    made, numbers = apart(document_of(*blocks).pages)
    assert [page.number for page in made] == [1, 2, 3, 4]
    assert numbers == {1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 8: 4}
