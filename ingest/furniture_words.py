"""Words that stand beside a marking at the edge of a page without being part of it, in several languages.

Page numbers, copy numbers, references, dates, the name of the field, and caveats: what narrows the readers is
shown by the file itself and read by nobody as a level.
"""

from __future__ import annotations

from ingest.dates import MONTH_NAMES
from models.scheme import fold

_PLAIN = """
page pages distr distribution
p pg pag pagina paginas seite s of de du des of von sur di d'un from from to the la le el los no nr nº n°
number numero num copy copies copie copia exemplaire ejemplar version draft final document documento dokument annex
annexe anexo appendix attachment enclosure ref reference referencia our file
страница стр с из лист копия экз экземпляр номер документ приложение гриф секретности
صفحة الصفحة ص من نسخة النسخة رقم وثيقة الوثيقة مرفق المرفق درجة السرية التصنيف تصنيف الامني الأمني مستوى
classification classified classificado clasificacion clasificado classifie niveau nivel level grade marking marque
security securite seguridad protection protective handling
noforn orcon relido propin imcon nocon eyes only releasable rel release dissem dissemination via channels handle
limited sensitive caveat caveats uso usage
interpol europol frontex afripol ameripol aseanapol gccpol unodc impacs aimc nato otan eu ue un onu united nations unies
naciones unidas cosmic general secretariat secretaria secretariado оон организация объединенных наций الانتربول
إنتربول الامم المتحدة
"""

KNOWN = frozenset(fold(word) for word in _PLAIN.split()) | {fold(name) for name in MONTH_NAMES}
"""Folded words; whatever holds a digit, and single letters, count as known besides."""

RELEASING = frozenset({"rel", "releasable", "release"})
"""After these, the short capitals that follow name readers: REL TO USA, GBR."""


def known(word: str) -> bool:
    """Tell whether a folded word is mere furniture."""
    return len(word) == 1 or word in KNOWN or any(char.isdigit() for char in word)
