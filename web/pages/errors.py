"""What went wrong, as a page: its status, and one sentence in the reader's language."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from web.errors import Problem, WebError
from web.pages.rendering import form_page, page
from web.security import visitor_here
from web.visitor import Visitor


def error_page(request: Request, problem: Problem) -> Response:
    """Return the page of a problem; it never fails itself, and knows the visitor only where that is easy."""
    visitor, came = _visitor(request), form_page(request)
    back = came._replace(scheme="", netloc="", fragment="").geturl() if came else ""
    answer = page(request, "error.html", visitor, status=problem.status, problem=problem, back=back)
    for name, value in problem.headers:
        answer.headers[name] = value
    return answer


def _visitor(request: Request) -> Visitor | None:
    try:
        return visitor_here(request)
    except WebError:
        return None
    except Exception:
        # Whatever broke the request may break this as well; the sentence matters more than the frame.
        return None
