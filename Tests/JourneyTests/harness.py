"""What the journeys share: the tutor on a pseudo-terminal, a home of its own, waiting for what the screen shows.

A journey is a function whose name begins with `journey_`. It waits for text and never sleeps blindly. A journey that
fails prints what it wanted and the screen as it was then.

    python3 FILE.py [--list] [NAME ...]       all journeys of the file, or those named

The executable is `AIINFRA_TUTOR`, else `.build/debug/aiinfra-tutor` of this package.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)
from tui_probe import Session, now_ms, parse_keys, text_width  # noqa: E402,F401

TUTOR = os.path.abspath(
    os.environ.get("AIINFRA_TUTOR") or os.path.join(ROOT, ".build", "debug", "aiinfra-tutor"))
#: Far more than any answer needs, so that a loaded machine does not fail a journey.
PATIENCE_MS = 20_000
#: A frame is whole when nothing has come for this long.
QUIET_MS = 20
#: What Today shows once the content has been read.
READY = "The five stages"


def indexed_content():
    """The package's lessons and challenges with an index made by this executable, kept beside it.

    Without the index each start of a debug build reads all YAML and Markdown; a stale one is noticed and not used.
    """
    folder = os.path.join(os.path.dirname(os.path.realpath(TUTOR)), "journey-content")
    index = os.path.join(folder, "content.index")
    os.makedirs(folder, exist_ok=True)
    for name in ("lessons", "challenges"):
        link = os.path.join(folder, name)
        if not os.path.islink(link):
            try:
                os.symlink(os.path.join(ROOT, name), link)
            except FileExistsError:
                pass                    # another journey was faster
    newest = max(os.path.getmtime(path) for path in [TUTOR] + [
        entry.path for name in ("lessons", "challenges") for entry in os.scandir(os.path.join(ROOT, name))])
    if not os.path.exists(index) or os.path.getmtime(index) <= newest:
        subprocess.run([TUTOR, "index", "--content", folder], stdin=subprocess.DEVNULL, capture_output=True)
    return folder


class Failed(Exception):
    """A journey saw something else than it should have."""


class Home:
    """A user's home directory that is thrown away at the end."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="tutor-journey-")
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    @property
    def store(self):
        return os.path.join(self.path, ".local", "share", "aiinfra-tutor")

    def events(self):
        """Every event of the log; fails when a line is not JSON."""
        path = os.path.join(self.store, "events.jsonl")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as f:
            text = f.read()
        expect(text == "" or text.endswith("\n"), "the log ends in the middle of a line", text[-300:])
        return [json.loads(line) for line in text.splitlines()]

    def whole_events(self):
        """Events of the lines that are complete: after a kill the last one may not be."""
        path = os.path.join(self.store, "events.jsonl")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8", errors="replace") as f:
            lines = f.read().split("\n")[:-1]
        return [json.loads(line) for line in lines if line]


class Tutor(Session):
    """The real executable on a pseudo-terminal."""

    def __init__(self, home, *arguments, size=(80, 24), term="xterm-256color", lang="C.UTF-8",
                 env=None, **rest):
        values = {"PATH": os.environ["PATH"], "HOME": home.path, "LANG": lang, "TZ": "UTC",
                  "SWIFT_BACKTRACE": "enable=no", "AIINFRA_TUTOR_DATA": indexed_content()}
        values.update(env or {})
        values = {name: value for name, value in values.items() if value is not None}
        super().__init__([TUTOR, *arguments], size=size, term=term, env=values, **rest)

    # -- waiting ------------------------------------------------------------

    def until(self, what, holds, timeout_ms=PATIENCE_MS):
        """Reads until `holds()`; fails with the screen when it does not come."""
        end = now_ms() + timeout_ms
        while True:
            self.sync()
            if holds() and (self.exit is not None or self.is_quiet()) and holds():
                return self
            if self.exit is not None:
                raise Failed(f"wanted {what}, but the program ended: {self.exit}\n{self.screen()}")
            left = end - now_ms()
            if left <= 0:
                raise Failed(f"waited in vain for {what}\n{self.screen()}")
            self._read_once(min(left, 200))

    def is_quiet(self):
        """Whether nothing comes for a moment: a frame may arrive in several pieces."""
        return self._read_once(QUIET_MS) == 0

    def sees(self, *texts, timeout_ms=PATIENCE_MS):
        """Waits until all texts are on the screen at once."""
        return self.until(f"{texts!r} on the screen",
                          lambda: all(t in self.term.text() for t in texts), timeout_ms)

    def misses(self, *texts):
        """Waits until none of the texts is on the screen."""
        return self.until(f"no {texts!r} on the screen",
                          lambda: not any(t in self.term.text() for t in texts))

    def opens(self):
        """Waits for Today with its content."""
        return self.sees(READY)

    def keys(self, script):
        """Types a key script; what it brings is waited for by `sees`."""
        self.sync()
        for step in parse_keys(script):
            self.send(step)
        return self

    def press(self, script, *texts, first_ms=400):
        """Types one key after the other, each once the screen has answered the one before, and waits for the texts."""
        for step in parse_keys(script):
            self.send(step)
            self.settle(first_ms=first_ms, quiet_ms=30)
        if texts:
            self.sees(*texts)
        return self

    def settled(self):
        """Waits until the screen is quiet: for looking whether something is absent."""
        self.settle(first_ms=400, quiet_ms=40)
        return self

    def search(self, query, result):
        """`/`, the query, Enter on the first result, which is to be `result`."""
        self.keys("/").sees("Search everything")
        self.write(query.encode())
        self.sees("▸ " + result)
        return self.keys("Enter").misses("Search everything")

    # -- looking ------------------------------------------------------------

    def line_with(self, text):
        """The first line of the screen that holds the text; empty when none does."""
        self.sync()
        return next((line for line in self.term.lines() if text in line), "")

    def screen(self):
        self.sync()
        rule = "+" + "-" * self.term.cols + "+"
        return "\n".join([rule] + ["|" + pad(x, self.term.cols) + "|" for x in self.term.lines()] + [rule])

    # -- ending -------------------------------------------------------------

    def ended(self, status, timeout_ms=PATIENCE_MS):
        """Waits for the end and checks its status and that the terminal is whole."""
        self.wait_for("exit", timeout_ms)
        expect(self.exit == {"code": status}, f"the program ends with {status}",
               f"{self.exit}\n{self.screen()}")
        if self.slave is not None:
            leaks = self.restore_report()["leaks"]
            expect(leaks == [], "the terminal is whole after the end", leaks)
        return self

    def quits(self):
        """Today, then q."""
        self.keys("1").sees(READY)
        self.keys("q")
        return self.ended(0)


def pad(text, columns):
    return text + " " * max(0, columns - text_width(text))


def expect(holds, what, detail=""):
    if not holds:
        raise Failed(f"{what}: not so. {detail}")


def main(module):
    """Runs the journeys of a file that were asked for; ends with 1 when one fails."""
    journeys = {name[len("journey_"):]: function for name, function in vars(module).items()
                if name.startswith("journey_")}
    if "--list" in sys.argv:
        print("\n".join(journeys))
        return 0
    wanted = sys.argv[1:] or list(journeys)
    unknown = [name for name in wanted if name not in journeys]
    if unknown:
        print("no such journey: " + ", ".join(unknown) + "; known: " + ", ".join(journeys))
        return 2
    failed = 0
    for name in wanted:
        begin = time.monotonic()
        try:
            journeys[name]()
            print(f"ok    {name}  {time.monotonic() - begin:.1f} s")
        except Failed as problem:
            failed += 1
            print(f"FAIL  {name}: {problem}")
            print("".join(f"  at {frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.line}\n"
                          for frame in traceback.extract_tb(problem.__traceback__)
                          if "harness.py" not in frame.filename), end="")
        sys.stdout.flush()
    return 1 if failed else 0
