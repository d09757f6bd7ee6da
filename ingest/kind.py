"""What kind of work a document is, by the words of its title and of its opening, in five languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ingest.finding import Found
from ingest.opening import opening, places
from ingest.phrase import Phrases, phrase, words
from ingest.portions import Portion
from ingest.structure import Document

_WORDS = {
    "risk-analysis": "risk analysis|risk assessment*|vulnerability assessment*|analyse* de* risque*|evaluation* de* risque*|analisis de riesgo*"
    "|evaluacion* de riesgo*|تحليل المخاطر|تقييم المخاطر|анализ риск*|оценк* риск*",
    "early-warning": "early warning*|advisory|alert|flash alert|warning notice|security bulletin|alerte precoce|alerte|bulletin d alerte"
    "|alerta temprana|alerta|aviso de alerta|انذار مبكر|الانذار المبكر|تنبيه|раннее предупреждени*|раннего предупреждени*|оповещени*",
    "trend-report": "trend*|trend report|situation and trend*|tendance*|tendencia*|اتجاهات|الاتجاهات|тенденци*",
    "strategic-plan": "strategy|strategic plan*|action plan|plan of action|national plan|strategic framework|road map|roadmap|strategie|strategie nationale"
    "|plan strategique|plan d action|feuille de route|plan national|estrategia|plan estrategico|plan de accion|plan nacional|hoja de ruta"
    "|استراتيجيه|الاستراتيجيه|خطه عمل|خطه استراتيجيه|خطه وطنيه|стратеги*|стратегическ* план*|план* действий",
    "best-practice": "best practice*|good practice*|guideline*|guidance|handbook|lessons learned|lessons learnt|toolkit|guiding principle*|bonne* pratique*"
    "|meilleure* pratique*|lignes directrices|enseignements tires|guide|guide pratique|buena* practica*|mejores practicas|directrices|leccione* aprendida*"
    "|guia|افضل الممارسات|الممارسات الجيده|ممارسات جيده|دليل|مبادئ توجيهيه|передов* практик*|методическ* рекомендаци*|руководств*",
    "declaration": "declaration|joint statement|communique|joint communique|memorandum of understanding|declaration conjointe|declaration commune"
    "|declaracion|declaracion conjunta|comunicado conjunto|اعلان|بيان مشترك|декларация|декларации|совместное заявление|соглашение",
    "assessment": "assessment*|threat assessment*|threat|threats|estimate|appraisal|situation|outlook|panel of experts|monitoring team|evaluation|evaluation* de* menace*|menace*"
    "|la situation|appreciation*|evaluacion|evaluacion* de* amenaza*|amenaza*|situacion|تقييم|تقدير|تهديد*|التهديد*|الحاله|оценк*|угроз*|положени*|обстановк*",
}  # fmt: skip
_PHRASES = Phrases([phrase(each, kind) for kind, listed in _WORDS.items() for each in listed.split("|")])
_REPORT = frozenset("report reports rapport informe تقرير التقرير доклад отчет".split())
_TELLING = Phrases(
    [
        phrase(each, "assessment")
        for each in "comprehensive assessment*|major development*|significant development*|key judgement*|key judgment*|key finding*|threat posed|threats posed"
        "|update on|political development*|principales conclusions|appreciations principales|juicios principales|juicios clave|الاحكام الرئيسيه|основные выводы|assessment of|evaluacion de la|evaluation de la".split(
            "|"
        )
    ]
)
_LEADING_WORDS = 700
_REPEATED = 5


def kinds(document: Document, portions: Sequence[Portion], title: str = "") -> list[Found]:
    """Return the kind that the title names first, else what the opening is like; nothing where neither tells."""
    named = next(_PHRASES.longest(words(title)), None)
    if named is not None:
        return [Found(named.meaning, 0.8, 1, places(portions, 1, title))]
    blocks = opening(document)
    for opened in blocks[:12]:
        # A line on a cover that is nothing but the kind: "Early warning", "Plan stratégique 2025-2028".
        said = words(opened.text)
        found = next(_PHRASES.longest(said), None) if 0 < len(said) <= 6 else None
        if found is not None and found.meaning != "assessment":
            return [Found(found.meaning, 0.6, opened.page, places(portions, opened.page, opened.text))]
    front = words(" ".join(opened.text for opened in blocks))[:_LEADING_WORDS]
    told = next(_TELLING.all(front), None)
    if told is not None and _REPORT & set(front):
        return [Found("assessment", 0.4, 1)]
    return _spoken_of(front)


def _spoken_of(front: Sequence[str]) -> list[Found]:
    """The kind whose words the opening keeps repeating, where it repeats those of no other."""
    counts = Counter(match.meaning for match in _PHRASES.longest(front)).most_common(2)
    if not counts or counts[0][1] < _REPEATED or (len(counts) > 1 and counts[1][1] * 2 > counts[0][1]):
        return []
    return [Found(counts[0][0], 0.35, 1)]
