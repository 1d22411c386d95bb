"""Links to a client's files that hold for one caller, one source and a short while.

A player cannot send a header, so its address carries the proof: a link that is copied elsewhere opens
nothing, not even for another member, and one from an old page runs out. Membership is asked besides,
at each request. The key lives as long as the process: after a restart a page asks for fresh links.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections.abc import Callable

HOLDS_S = 2 * 3600  # a meeting is heard in one go; the page asks for a fresh link when one ran out
STEP_S = 600  # links made within this time are the same, so that drawing a page again does not restart its player
REMEMBERED = 10_000  # sittings


class Links:
    """Makes and checks them, and knows when somebody sits down to a file. Thread-safe."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._clock = clock
        self._sittings: dict[tuple[str, str, str], float] = {}
        self._lock = threading.Lock()

    def query(self, caller: str, source: str) -> str:
        """What goes behind the "?" of an address of this source's, for this caller: `until` and `sig`."""
        until = (int(self._clock()) // STEP_S + 1) * STEP_S + HOLDS_S
        return f"until={until}&sig={self._signature(caller, source, until)}"

    def holds(self, caller: str, source: str, until: int, signature: str) -> bool:
        """Whether the link was made for this caller and source and has not run out."""
        right = self._signature(caller, source, until)
        return hmac.compare_digest(right.encode(), signature.encode("utf-8", "replace")) and self._clock() < until

    def sits_down(self, caller: str, source: str, action: str) -> bool:
        """True for the first request of a sitting: a player asks for a recording in hundreds of pieces."""
        key, now = (caller, source, action), self._clock()
        with self._lock:
            begun = self._sittings.get(key)
            if begun is not None and now < begun + HOLDS_S:
                return False
            self._sittings[key] = now
            if len(self._sittings) > REMEMBERED:
                self._sittings = {known: at for known, at in self._sittings.items() if now < at + HOLDS_S}
            return True

    def _signature(self, caller: str, source: str, until: int) -> str:
        said = f"{caller}\0{source}\0{until}".encode("utf-8", "surrogatepass")
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()[:40]
