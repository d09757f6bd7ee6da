from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.typeset import Written, write_documents

AT = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Written]:
    """Every sample assessment as a file, by key; typeset once for all tests."""
    folder: Path = tmp_path_factory.mktemp("documents")
    return {entry.key: entry for entry in write_documents(folder, AT)}
