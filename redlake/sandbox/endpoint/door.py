"""The door ``/sandbox`` beside AWS, for tests: faults, traffic, renewal. It asks for a token.

All users of a machine share its loopback, and what was sent may be nobody else's business. What
it cannot do is refused here, with a 400 that says why, and never left to break a session.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from werkzeug.wrappers import Request, Response

from redlake.sandbox.faults import Fault, Traffic
from redlake.sandbox.logins import Logins

PATH = "/sandbox/"
TOKEN = "X-Redlake-Token"  # noqa: S105 - the header's name


class Door:
    """Answers below ``/sandbox/``; all else goes to ``inner``."""

    def __init__(
        self,
        inner: Callable[..., Iterable[bytes]],
        traffic: Traffic,
        logins: Logins,
        renew: Callable[[], None],
        token: str,
    ) -> None:
        self._inner = inner
        self._traffic = traffic
        self._logins = logins
        self._renew = renew
        self._token = token

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PATH):
            return self._inner(environ, start_response)
        request = Request(environ, populate_request=False)
        what = request.path.removeprefix(PATH)
        given = request.headers.get(TOKEN, "")
        if request.method != "POST" or not hmac.compare_digest(
            given.encode(), self._token.encode()
        ):
            return Response("the sandbox's own token, by POST", 403)(environ, start_response)
        try:
            said = self._answer(what, json.loads(request.get_data() or b"null"))
            response = Response(json.dumps(said), mimetype="application/json")
        except (TypeError, ValueError) as error:
            response = Response(str(error), status=400)
        return response(environ, start_response)

    def _answer(self, what: str, asked: Any) -> object:
        traffic = self._traffic
        if what == "faults":
            traffic.inject([Fault(**each) for each in asked])
        elif what == "reset":
            traffic.reset()
        elif what == "delay":
            traffic.slow(float(asked))
        elif what == "paused":
            return traffic.paused(float(asked))
        elif what == "release":
            traffic.release()
        elif what == "traffic":
            round_trips, sent = traffic.counted()
            return {"round_trips": round_trips, "statements": [asdict(each) for each in sent]}
        elif what == "expire":
            self._logins.expire()
        elif what == "renew":
            self._renew()
        else:
            raise ValueError(f"not answered at this door: {what}")
        return {}
