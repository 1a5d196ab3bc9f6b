"""The administrator's code, when there is one: compared in constant time, three wrong tries a minute for everybody."""

from __future__ import annotations

import hmac
import threading
from collections import deque

MOST_FAILURES = 3
WINDOW_SECONDS = 60.0


class Doorkeeper:
    """Remembers the wrong tries of the last minute, whoever made them."""

    def __init__(self) -> None:
        self._failures: deque[float] = deque()
        self._lock = threading.Lock()

    def wait_seconds(self, now: float) -> float:
        """How long before a try is looked at again; 0 when one may be made now."""
        with self._lock:
            return self._wait(now)

    def opens(self, expected: str, given: str, now: float) -> bool:
        """Tell whether the code is the right one; never during the wait, even when it is."""
        with self._lock:
            if self._wait(now) > 0:
                return False
            if hmac.compare_digest(expected.encode("utf-8"), given.encode("utf-8")):
                return True
            self._failures.append(now)
            return False

    def _wait(self, now: float) -> float:
        while self._failures and now - self._failures[0] >= WINDOW_SECONDS:
            self._failures.popleft()
        if len(self._failures) < MOST_FAILURES:
            return 0.0
        return WINDOW_SECONDS - (now - self._failures[0])
