"""Simulated people who review over HTTP: each keeps one connection, and decides steadily or as fast as it can."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

__all__ = ["Reviewer", "review_together"]

_VERBS = ("keep", "exclude", "unsure", "ambiguous")


@dataclass
class Reviewer:
    """One person: `told` are the uuids that were answered as stored, `seconds` how long each answer took."""

    port: int
    token: str
    name: str
    targets: Sequence[int]
    told: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    waiting: str | None = None
    """The decision that was sent and not answered yet."""

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._sent = 0
        self.answered = threading.Condition()

    def decide(self) -> None:
        """Send the next decision and take its answer."""
        number = self._sent
        self._sent += 1
        self.waiting = f"{self.name}-{number}"
        self.send(self.waiting, self.targets[number % len(self.targets)], _VERBS[number % len(_VERBS)])
        self.waiting = None

    def send(self, uuid: str, target: int, verb: str) -> None:
        """Send one decision and take its answer."""
        body = json.dumps({"decisions": [{"uuid": uuid, "target": target, "verb": verb, "milliseconds": 500}]})
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        begun = time.perf_counter()
        self._connection.request("POST", "/api/v1/decisions", body, headers)
        answer = self._connection.getresponse()
        said = json.loads(answer.read())
        self.seconds.append(time.perf_counter() - begun)
        if answer.status != 200 or said["decided"][0]["uuid"] != uuid:
            self.problems.append(f"{answer.status} {said}")
            return
        with self.answered:
            self.told.append(uuid)
            self.answered.notify_all()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def review_together(reviewers: Sequence[Reviewer], *, seconds: float, pause: float = 0.5) -> None:
    """Let all of them decide every `pause` seconds, each at a moment of its own, until the time is over."""
    count = round(seconds / pause)
    begun = time.monotonic() + 0.2
    never = threading.Event()

    def work(place: int, reviewer: Reviewer) -> None:
        first = begun + pause * place / len(reviewers)
        try:
            for number in range(count):
                never.wait(max(0.0, first + number * pause - time.monotonic()))
                reviewer.decide()
        except (OSError, http.client.HTTPException, ValueError) as error:
            reviewer.problems.append(repr(error))
        finally:
            reviewer.close()

    threads = [threading.Thread(target=work, args=item) for item in enumerate(reviewers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
