"""The fixed words of a report (headings, table of particulars, footer) in the four languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Labels:
    """Words of one language; ``page`` takes ``{n}`` and ``{of}``, ``months`` run from January."""

    reference: str
    issuer: str
    published: str
    period: str
    summary: str
    judgements: str
    recommendations: str
    confidence: str
    trend: str
    table: str
    page: str
    fictitious: str
    until: str
    levels: tuple[str, str, str]
    trends: tuple[str, str, str]
    months: tuple[str, ...]
    day: str
    colon: str = ":"
    semicolon: str = ";"

    def note(self, confidence: str, trend: str) -> str:
        """Spell a judgement's confidence (low, moderate, high) and trend (decreasing, stable, increasing)."""
        level = self.levels[("low", "moderate", "high").index(confidence)]
        way = self.trends[("decreasing", "stable", "increasing").index(trend)]
        return f"{self.confidence}{self.colon} {level}{self.semicolon} {self.trend}{self.colon} {way}"

    def written_date(self, iso: str) -> str:
        """Spell an ISO date in words."""
        day = date.fromisoformat(iso)
        return self.day.format(day=day.day, month=self.months[day.month - 1], year=day.year)

    def span(self, period: Mapping[str, str]) -> str:
        """Spell a closed-open period as its first and its last month."""
        first = date.fromisoformat(period["from"])
        last = date.fromisoformat(period["until"]) - timedelta(days=1)
        return f"{self._month(first)} {self.until} {self._month(last)}"

    def _month(self, day: date) -> str:
        return f"{self.months[day.month - 1]} {day.year}"


_ENGLISH = "January February March April May June July August September October November December"
_FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_ARABIC = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"

LABELS: dict[str, Labels] = {
    "en": Labels(
        reference="Reference",
        issuer="Originator",
        published="Date",
        period="Period covered",
        summary="Executive summary",
        judgements="Key judgements",
        recommendations="Recommendations",
        confidence="Confidence",
        trend="trend",
        table="Table",
        page="Page {n} of {of}",
        fictitious="Fictitious sample document",
        until="to",
        levels=("low", "moderate", "high"),
        trends=("decreasing", "stable", "increasing"),
        months=tuple(_ENGLISH.split()),
        day="{day} {month} {year}",
    ),
    "fr": Labels(
        reference="Référence",
        issuer="Auteur",
        published="Date",
        period="Période couverte",
        summary="Résumé analytique",
        judgements="Appréciations principales",
        recommendations="Recommandations",
        confidence="Confiance",
        trend="tendance",
        table="Tableau",
        page="Page {n} sur {of}",
        fictitious="Document fictif, à titre d’exemple",
        until="à",
        levels=("faible", "moyenne", "élevée"),
        trends=("en baisse", "stable", "en hausse"),
        months=tuple(_FRENCH.split()),
        day="{day} {month} {year}",
        colon="\u00a0:",
        semicolon="\u00a0;",
    ),
    "es": Labels(
        reference="Referencia",
        issuer="Autor",
        published="Fecha",
        period="Período analizado",
        summary="Resumen ejecutivo",
        judgements="Juicios principales",
        recommendations="Recomendaciones",
        confidence="Confianza",
        trend="tendencia",
        table="Cuadro",
        page="Página {n} de {of}",
        fictitious="Documento ficticio de ejemplo",
        until="a",
        levels=("baja", "media", "alta"),
        trends=("decreciente", "estable", "creciente"),
        months=tuple(_SPANISH.split()),
        day="{day} de {month} de {year}",
    ),
    "ar": Labels(
        reference="المرجع",
        issuer="الجهة المصدرة",
        published="التاريخ",
        period="الفترة المشمولة",
        summary="الملخص التنفيذي",
        judgements="الأحكام الرئيسية",
        recommendations="التوصيات",
        confidence="درجة الثقة",
        trend="الاتجاه",
        table="جدول",
        page="صفحة {n} من {of}",
        fictitious="وثيقة خيالية معدة كمثال",
        until="إلى",
        levels=("منخفضة", "متوسطة", "عالية"),
        trends=("متراجع", "مستقر", "متزايد"),
        months=tuple(_ARABIC.split()),
        day="{day} {month} {year}",
        semicolon="؛",
    ),
}
