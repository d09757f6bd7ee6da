"""Questions an analyst would put, with the assessment a fully cleared reader should find first."""

from __future__ import annotations

from dataclasses import dataclass

ASKER = "lena"
"""The member of the cast who may see every answer named here."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question; ``first`` is the key expected on top, ``also`` keys expected among the first five."""

    text: str
    language: str
    first: str
    also: tuple[str, ...] = ()


QUESTIONS: tuple[Question, ...] = (
    Question(
        "How do ransomware groups obtain access to hospital networks?",
        "en",
        "hospital-ransomware-en",
        ("hospital-ransomware-fr", "hospital-ransomware-ar"),
    ),
    Question(
        "Which chemical precursors are watched to slow the production of methamphetamine?",
        "en",
        "synthetic-drugs-en",
        ("synthetic-drugs-es",),
    ),
    Question("genuine passports obtained by fraud and morphed photographs at airports", "en", "document-fraud-en"),
    Question(
        "Quelles pistes les passeurs empruntent-ils du Sahel vers la Méditerranée ?",
        "fr",
        "migrant-routes-fr",
        ("migrant-routes-ar",),
    ),
    Question(
        "rançon demandée aux hôpitaux africains et dossiers de patients chiffrés",
        "fr",
        "hospital-ransomware-fr",
        ("hospital-ransomware-en", "hospital-ransomware-ar"),
    ),
    Question(
        "Comment la corruption des employés portuaires permet-elle de sortir la cocaïne des conteneurs ?",
        "fr",
        "container-ports-es",
    ),
    Question(
        "¿Qué precursores químicos llegan a los laboratorios de drogas sintéticas de América Latina?",
        "es",
        "synthetic-drugs-es",
        ("synthetic-drugs-en",),
    ),
    Question("fraude del correo corporativo con voz imitada del director financiero", "es", "online-scams-es"),
    Question(
        "¿Cómo vuelven los combatientes terroristas extranjeros con identidades falsas?",
        "es",
        "returning-fighters-en",
        ("returning-fighters-ar",),
    ),
    Question(
        "كيف تخترق عصابات برامج الفدية شبكات المستشفيات؟",
        "ar",
        "hospital-ransomware-ar",
        ("hospital-ransomware-en", "hospital-ransomware-fr"),
    ),
    Question(
        "مسارات تهريب المهاجرين بحرا من ليبيا إلى أوروبا",
        "ar",
        "migrant-routes-ar",
        ("migrant-routes-fr",),
    ),
    Question(
        "عودة المقاتلين الإرهابيين الأجانب بجوازات سفر صدرت بالاحتيال",
        "ar",
        "returning-fighters-ar",
        ("returning-fighters-en",),
    ),
)
