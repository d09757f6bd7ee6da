"""Twenty questions as analysts ask them, over real reports, and what is found: to be read, not to be counted.

``python -m benchmarks.questions FOLDER`` prints every question with the three reports that stand first, the page, and
the sentences that are highlighted; and where an answer would say that nothing says this clearly, or which words stand
nowhere; at last, of how many topics words are told. The questions were written down before any of them was put to
search, some in the belief that no report is about it, and none was changed for what is found. What answers and what
does not was judged by reading, in ``docs/quality.md``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.collection import Collection
from benchmarks.corpus import sources
from benchmarks.reports import centred, passages, reports
from benchmarks.topics import LANGUAGES, topics
from ingest.sandbox import parse
from search.absent import notice
from search.places import Place

BESIDE = ("cisa-tram/AA20-302A.pdf",)
"""What is searched beside the reports of the United Nations."""
FIRST = 3

QUESTIONS = (
    ("en", "Who leads ISIL-K and where are its main bases?"),
    ("en", "Which ransomware was used against hospitals, and which malware delivered it?"),
    ("en", "money laundering hawala"),
    ("en", "How do armed groups in eastern Congo profit from gold and coltan?"),
    ("en", "cocaine seizures in European ports"),
    ("fr", "Qui livre des armes aux Forces d'appui rapide, et par quelles routes ?"),
    ("fr", "Combien de personnes la violence des gangs a-t-elle déplacées en Haïti ?"),
    ("fr", "Comment le M23 lève-t-il des impôts dans les zones qu'il contrôle ?"),
    ("fr", "Faut-il payer la rançon après une attaque par rançongiciel ?"),
    ("fr", "passeurs de migrants dans la Manche"),
    ("es", "¿Qué grupos terroristas usan drones armados en África?"),
    ("es", "¿Cuántos combatientes terroristas extranjeros siguen en Siria?"),
    ("es", "precursores químicos sometidos a fiscalización internacional"),
    ("es", "¿Cómo se financia el ELN en la frontera entre Colombia y Venezuela?"),
    ("es", "tráfico de armas de fuego hacia Haití desde los Estados Unidos"),
    ("ar", "كم عدد مقاتلي حركة الشباب؟"),
    ("ar", "ما الذي بقي من برنامج الأسلحة الكيميائية في سوريا؟"),
    ("ar", "انتهاكات حظر الأسلحة في دارفور"),
    ("ar", "كيف يستخدم تنظيم داعش الذكاء الاصطناعي في دعايته؟"),
    ("ar", "شبكات تهريب الآثار من ليبيا"),
)
"""The language in which a question is asked, and its words."""


def main(root: Path) -> int:
    """Print every question and what is found."""
    model = centred()
    made = reports(root, model)
    for file in BESIDE:
        made[file] = passages(model, parse(root / "corpus" / file), file)
    titles = {source.file: source.title for source in sources(root)}
    collection = Collection(model, made.values())
    print(f"{len(made)} reports, {len(collection.passages)} passages")
    for number, (language, words) in enumerate(QUESTIONS, start=1):
        print(f"\n{number}. ({language}) {words}")
        for line in _found(collection, words, titles):
            print(f"   {line}")
    print("\nWords that stand nowhere are told of the topics:")
    for language in LANGUAGES:
        print(f"   {language}: {_told(collection, language)}")
    return 0


def _told(collection: Collection, language: str) -> str:
    """Say of how many topics in one language words are told, apart those that have an answer and those without."""
    found: dict[bool, list[str]] = {True: [], False: []}
    known = topics()
    for topic in known:
        asked = collection.asked(topic.questions[language])
        lacking = collection.absent(asked, collection.ranked(asked))
        if lacking:
            found[bool(topic.answers)].append("+".join(lacking))
    answered = sum(bool(topic.answers) for topic in known)
    return (
        f"{len(found[True])} of {answered} with an answer ({', '.join(found[True])}), "
        f"{len(found[False])} of {len(known) - answered} without ({', '.join(found[False])})"
    )


def _found(collection: Collection, words: str, titles: Mapping[str, str]) -> Iterator[str]:
    asked = collection.asked(words)
    ranked = collection.ranked(asked)
    if collection.faint(asked, ranked):
        yield "Nothing says this clearly; the nearest are:"
    lacking = collection.absent(asked, ranked)
    if lacking:
        yield f"It says: {notice(lacking)}."
    first: dict[str, Place] = {}
    for portion in ranked:
        place = (portion.handling, portion.ordinal)
        first.setdefault(collection.passages[place].name.partition("#")[0], place)
    for file, place in list(first.items())[:FIRST]:
        passage, told = collection.passages[place], collection.told(place, asked)
        page = passage.pages[told[0]] if passage.pages else 0
        matched = next(one.matched for one in ranked if (one.handling, one.ordinal) == place)
        yield f"{Path(file).name}, page {page} ({matched}): {titles.get(file, '')[:90]}"
        yield from (f"  - {' '.join(sentence.split())[:400]}" for sentence in collection.shown(place, asked))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
