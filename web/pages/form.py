"""What a page's form sends: read once, with the proof that it is our own form, before anything is changed.

A form with a file is streamed to the disk instead (``uploaded``).
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Depends
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse

from models.clock import parse_instant
from repository.acts import Incomplete
from web.errors import UnreadableRequest
from web.house import House
from web.security import CSRF_FIELD, check_csrf, house_of, refuse_cross_site, visitor_here
from web.upload import Upload, receive
from web.visitor import Visitor

_MOST_FIELDS = 4000
Here = Annotated[Visitor, Depends(visitor_here)]


async def _posted(request: Request, _: Here) -> AsyncIterator[FormData]:
    """Give the fields of a form; the visitor is known before the first byte of it is read."""
    refuse_cross_site(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise UnreadableRequest("this address takes the form of its page; open the page and send it there")
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as fields:
        check_csrf(request, text(fields, CSRF_FIELD))
        yield fields


Posted = Annotated[FormData, Depends(_posted)]


def uploaded(admit: Callable[[House, Visitor], None]) -> Callable[[Request, Visitor], AsyncIterator[Upload]]:
    """Return what gives a form with a file, streamed to the disk and closed in the end.

    Who sends it is known, and admitted, before its first byte is read.
    """

    async def given(request: Request, visitor: Here) -> AsyncIterator[Upload]:
        refuse_cross_site(request)
        house = house_of(request)
        await run_sync(admit, house, visitor)
        upload = await receive(request, house.registry.folder / "scratch")
        try:
            check_csrf(request, text(fields_of(upload), CSRF_FIELD))
            yield upload
        finally:
            upload.close()

    return given


def fields_of(upload: Upload) -> FormData:
    """Return the fields that came with a file."""
    return FormData([(name, value) for name, value in upload.fields])


def text(fields: FormData, name: str) -> str:
    """Return one field without the blanks around it; empty where it was not sent."""
    value = fields.get(name, "")
    return "" if isinstance(value, UploadFile) else value.strip()


def texts(fields: FormData, name: str) -> list[str]:
    """Return every value of a field that was sent, in order, each once."""
    sent = (value.strip() for value in fields.getlist(name) if isinstance(value, str))
    return list(dict.fromkeys(value for value in sent if value))


def lines(fields: FormData, name: str) -> list[str]:
    """Return the lines of a field without the blanks around them; empty ones are left out."""
    return [line.strip() for line in text(fields, name).splitlines() if line.strip()]


def words(fields: FormData, name: str) -> list[str]:
    """Return the words of a field, parted by blanks, commas or semicolons of any script."""
    return list(dict.fromkeys(word for word in re.split(r"[\s,;،؛]+", text(fields, name)) if word))


def number(fields: FormData, name: str) -> int:
    """Return a field that holds a number from 0 on; raise ``Incomplete`` where it holds none, or one too long."""
    written = text(fields, name)
    if not re.fullmatch("[0-9]{1,18}", written):
        raise Incomplete({name: "is needed here"})
    return int(written)


def moment(fields: FormData, name: str) -> datetime | None:
    """Return a field that holds a date or an instant, in UTC; None where it is empty. Raises ``ValueError``."""
    written = text(fields, name)
    return parse_instant(written) if written else None


def see_other(address: str) -> RedirectResponse:
    """Return the redirect that follows a change, so that reloading the page repeats nothing."""
    return RedirectResponse(address, status_code=303)
