"""What an engine must answer to be measured."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.sample import F32, I64, Sample


class Peer(ABC):
    """An engine that holds a sample and answers inside a scope."""

    widths: ClassVar[tuple[int, ...]] = (0,)
    """How widely it can search, the least first; one alone where it is exact."""
    kept: ClassVar[str] = ""
    """The folder of what is built once and kept between runs, where something is."""

    def __init__(self, folder: Path, sample: Sample) -> None:
        """Open what was built, or load the sample."""
        self.folder, self.sample = folder, sample
        self.handlings, self.width = sample.handlings[0], self.widths[0]
        self.scope: I64 | None = None
        self.load()

    @classmethod
    @abstractmethod
    def version(cls) -> str:
        """Return what release of the engine this is."""

    @classmethod
    def build(cls, folder: Path, sample: Sample) -> None:
        """Write into the folder what later runs open; any number of threads may be used."""
        raise NotImplementedError

    @abstractmethod
    def load(self) -> None:
        """Be ready for scopes."""

    def see(self, handlings: int, scope: I64 | None, width: int) -> None:
        """Take the scope of the questions to come: handlings of a labelling, or everything."""
        self.handlings, self.scope, self.width = handlings, scope, width
        self.prepare()

    def visible(self) -> NDArray[np.bool_] | None:
        """Return for every row whether it is in the scope; None where everything is."""
        return None if self.scope is None else np.isin(self.sample.labels(self.handlings), self.scope)

    @abstractmethod
    def prepare(self) -> None:
        """Make what can be made of the scope before any question, as a server would keep it."""

    @abstractmethod
    def ask(self, question: F32) -> Sequence[int]:
        """Return the numbers of the ten nearest rows, nearest first."""

    def cpu(self) -> float:
        """Return the seconds of processor time used so far."""
        return time.process_time()

    def close(self) -> None:
        """Let go of what outlives the process."""
        return


def column(handlings: int) -> str:
    """Return what the column of a labelling is called."""
    return f"h{handlings}"
