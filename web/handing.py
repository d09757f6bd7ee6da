"""Handing over: an issued copy as an answer, read from its sealed file as it leaves."""

from __future__ import annotations

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from web.issuing import Handed


class CopyResponse(StreamingResponse):
    """A numbered PDF; its file is given back whether the client takes all of it or hangs up."""

    media_type = "application/pdf"

    def __init__(self, copy: Handed) -> None:
        """Announce size and name: a copy that was cut short is seen to be."""
        headers = {
            "Content-Length": str(copy.file.size),
            "Content-Disposition": f'attachment; filename="concord-{copy.number}.pdf"',
            "X-Copy-Number": copy.number,
        }
        super().__init__(iter(copy.file), headers=headers)
        self._file = copy.file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file, then close it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._file.close()
