"""PDFium's functions as they take handles without asking: checking typed pointers takes ctypes three times as long as
the call itself, and pages need some for every word, letter and line.
"""

from __future__ import annotations

import ctypes
from typing import Any


class Handle(ctypes.c_void_p):
    """What PDFium returned, to be given back to it; false where it returned nothing.

    Being a class of its own it is passed as an address; ctypes makes plain integers of the type it is derived from.
    """


def unchecked(function: Any) -> Any:
    """Return a function of ``pypdfium2.raw`` that takes what it is given as it is, and returns pointers as ``Handle``.

    Integers are passed as C's ``int``, so a longer one must be given in its own type; pointers as ``Handle`` or by
    ``ctypes.byref``.
    """
    result = function.restype
    made = ctypes.PYFUNCTYPE(Handle if hasattr(result, "contents") else result)
    return made(ctypes.cast(function, ctypes.c_void_p).value or 0)


def passed(pointer: Any) -> Any:
    """Return a typed pointer as it is passed fastest."""
    return ctypes.byref(pointer.contents)
