"""How long does an action take: clients over real HTTP, each with its own connection and sign-in."""

import contextlib
import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from statistics import median
from urllib.parse import urlencode, urlsplit

from tests.bench.actions import Action, Wish

TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')
PATIENCE = 60
WARM_UP = 8


@dataclass
class Answer:
    """One answer as the client saw it, with the two figures of the server."""

    status: int
    body: bytes
    location: str
    ms: float
    sql: int
    cpu_ms: float


@dataclass
class Sample:
    """What was measured of one action at one number of clients."""

    answers: list[tuple[float, int, float, int]] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def note(self, wish: Wish, answer: Answer) -> None:
        """Keep the figures; an answer that is not the right one is counted apart."""
        fault = fault_of(wish, answer)
        if fault:
            self.wrong[fault] += 1
            return
        self.answers.append((answer.ms, answer.sql, answer.cpu_ms, len(answer.body)))

    def join(self, other: "Sample") -> None:
        """Add what another client, or another round, has measured."""
        self.answers += other.answers
        self.wrong += other.wrong
        self.seconds += other.seconds

    def quantile(self, share: float) -> float:
        """Milliseconds that so large a share of the answers did not exceed."""
        times = sorted(row[0] for row in self.answers)
        return times[min(len(times) - 1, int(len(times) * share))] if times else 0.0

    @property
    def cpu_ms(self) -> float:
        """CPU of the server per answer, in the middle."""
        return median(row[2] for row in self.answers) if self.answers else 0.0

    @property
    def sql(self) -> int:
        """The most statements of any answer."""
        return max((row[1] for row in self.answers), default=0)

    @property
    def kilobytes(self) -> float:
        """The size of the answer, in the middle."""
        return median(row[3] for row in self.answers) / 1024 if self.answers else 0.0

    @property
    def a_second(self) -> float:
        """Answers a second, of all clients together."""
        return len(self.answers) / self.seconds if self.seconds else 0.0


def fault_of(wish: Wish, answer: Answer) -> str:
    """What is wrong with an answer, empty when it is the right one."""
    if answer.status != wish.status:
        return f"{answer.status} instead of {wish.status}"
    if wish.mark and wish.mark.encode() not in answer.body:
        return f"without {wish.mark}"
    return ""


class Client:
    """One browser: a connection that stays open, a session, and the token of its pages."""

    def __init__(self, url: str, sid: str) -> None:
        self.host = urlsplit(url).netloc
        self.url, self.sid = url, sid
        self.connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        self.visit = self.token = self.version = ""

    def prepare(self, page: str) -> None:
        """Read the form's page once, for the token and the version that it carries."""
        answer = self._exchange("GET", page, None)
        text = answer.body.decode()
        token, version = TOKEN.search(text), VERSION.search(text)
        self.token = token[1] if token else ""
        self.version = version[1] if version else ""

    def send(self, wish: Wish) -> Answer:
        """Send one request and read the whole answer."""
        if wish.fields is None:
            return self._exchange("GET", wish.path, None)
        if not self.token:
            self.prepare(wish.path)
        fields = {"csrf_token": self.token, **wish.fields}
        if self.version:
            fields["version"] = self.version
        answer = self._exchange("POST", wish.path, urlencode(fields))
        if self.version and answer.status == 303:
            self.version = str(int(self.version) + 1)
        return answer

    def _exchange(self, method: str, path: str, body: str | None) -> Answer:
        cookies = "; ".join(filter(None, (f"sid={self.sid}" if self.sid else "", self.visit)))
        headers = {"Cookie": cookies} if cookies else {}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": self.url,
            }
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        ms = (time.perf_counter() - began) * 1000
        self._keep_visit(answer.headers.get_all("Set-Cookie") or [])
        sql, cpu = answer.headers.get("X-Bench-Sql"), answer.headers.get("X-Bench-Cpu-Us")
        location = answer.headers.get("Location") or ""
        return Answer(answer.status, content, location, ms, int(sql or 0), int(cpu or 0) / 1000)

    def _keep_visit(self, cookies: list[str]) -> None:
        for cookie in cookies:
            if cookie.startswith("visit="):
                self.visit = cookie.split(";")[0]

    def close(self) -> None:
        """Hang up."""
        self.connection.close()


@dataclass
class Driver:
    """The clients of one server; what they wish for goes on where it stopped."""

    url: str
    going: dict[tuple[str, int], Iterator[Wish]] = field(default_factory=dict)

    def warm_up(self, action: Action) -> None:
        """A few answers on fresh connections: both processes have read templates and rules."""
        for turn in range(WARM_UP):
            client = Client(self.url, _sid(action, 0))
            for wish in islice(self._wishes(action, 0), 1 if turn else 2):
                client.send(wish)
            client.close()

    def measure(self, action: Action, *, clients: int, seconds: float) -> Sample:
        """Let so many clients act at once for so long."""
        parts = [Sample() for _ in range(clients)]
        gate = threading.Barrier(clients + 1, timeout=2 * PATIENCE)
        threads = [
            threading.Thread(target=self._act, args=(action, number, seconds, parts[number], gate))
            for number in range(clients)
        ]
        for thread in threads:
            thread.start()
        gate.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        whole = Sample()
        for part in parts:
            whole.join(part)
        whole.seconds = time.perf_counter() - began
        return whole

    def _act(
        self, action: Action, number: int, seconds: float, sample: Sample, gate: threading.Barrier
    ) -> None:
        client = Client(self.url, _sid(action, number))
        wishes = self._wishes(action, number)
        with contextlib.suppress(OSError, http.client.HTTPException):
            first = next(wishes)
            client.send(first)
            # The first save begins the work too: the version goes on by two at once.
            if client.version:
                client.prepare(first.path)
        gate.wait()
        end = time.perf_counter() + seconds
        for wish in wishes:
            try:
                sample.note(wish, client.send(wish))
            except (OSError, http.client.HTTPException) as problem:
                sample.wrong[type(problem).__name__] += 1
                client.close()
            if time.perf_counter() >= end:
                break
        client.close()

    def _wishes(self, action: Action, number: int) -> Iterator[Wish]:
        key = (action.name, number)
        if key not in self.going:
            self.going[key] = action.wishes(number)
        return self.going[key]


def _sid(action: Action, number: int) -> str:
    return action.sids[number % len(action.sids)] if action.sids else ""
