"""The learner's record outlives everything: kill -9 at any moment, two copies at once, a damaged log."""
import os
import random
import re
import signal
import sys

from harness import Home, Tutor, expect, main, now_ms

#: Rounds of the kill journey, and where its randomness starts: both in the failure's text.
ROUNDS = int(os.environ.get("JOURNEY_KILLS", "20"))
SEED = int(os.environ.get("JOURNEY_SEED", "48"))


def journey_kill_at_any_moment():
    """Whatever the screen showed as saved before the kill is in the log, and the next start shows it."""
    dice = random.Random(SEED)
    saved = {}                          # a lesson's title -> the mark that the screen showed last
    unclear = set()                     # lessons whose last key may or may not have come through
    confirmations = 0
    with Home() as home:
        for number in range(ROUNDS):
            at = f"round {number} of seed {SEED}"
            before = len(home.whole_events())
            stage = number % 5 + 1
            with Tutor(home) as t:
                t.opens().keys("3" + " Right" * (stage - 1)).sees(f"[{stage}]")
                lessons = marks(t)
                expect(lessons, f"lessons are on the screen, {at}", t.screen())
                for title in set(saved) & set(lessons) - unclear:
                    expect(lessons[title] == saved[title], f"{title!r} as it was shown before, {at}", t.screen())
                unclear -= set(lessons)
                for _ in range(dice.randint(1, 4)):
                    t.press(dice.choice(("Down", "Up")), first_ms=100)
                    title = focused(t)
                    if not title:
                        continue
                    old = marks(t)[title]
                    t.keys("x").until(f"the mark of {title!r} changes, {at}", lambda: marks(t).get(title) != old)
                    confirmations += 1
                saved.update(marks(t))
                how = dice.choice(("at rest", "after keys", "after keys", "after keys"))
                if how == "after keys":
                    # Nobody waits for what these bring: the kill comes somewhere among them.
                    t.write("".join(dice.choice("xxjk") for _ in range(dice.randint(1, 12))).encode())
                    unclear |= set(lessons)
                    end = now_ms() + dice.uniform(0, 15)
                    while now_ms() < end:
                        t._read_once(1)
                t.kill(signal.SIGKILL)
                t.wait_for("exit", 5000)
                expect(t.exit == {"signal": "SIGKILL"}, f"killed, {at}", t.exit)
            events = home.whole_events()
            expect(len(events) >= before, f"the log never shrinks, {at}", (before, len(events)))
        expect(confirmations >= ROUNDS, "enough was saved to mean something", confirmations)
        with Tutor(home) as t:
            t.opens().quits()
        home.events()                   # after the last start every line is whole JSON


def journey_two_copies_lose_nothing():
    """Two copies write at the same time: both logs are one, each shows the other's work at its next write."""
    with Home() as home, Tutor(home) as a, Tutor(home) as b:
        a.opens(), b.opens()
        a.keys("3").sees("[1]"), b.keys("3 Right").sees("[2]")
        for number in range(5):
            # Both at once; only then is either waited for.
            before = marks(a), marks(b)
            a.keys("x"), b.keys("x")
            a.until("a's mark", lambda: marks(a) != before[0])
            b.until("b's mark", lambda: marks(b) != before[1])
        # A write takes in what the other wrote.
        before = marks(a)
        a.keys("x").until("a's mark", lambda: marks(a) != before)
        a.keys("Right").sees("[2]")
        expect(marks(a) == marks(b), "a shows what b did", a.screen() + b.screen())
        a.quits(), b.quits()
        known = [e for e in home.events() if e["kind"] == "marked_known"]
        expect(len(known) == 11, "all eleven events are in the log", len(known))
        expect(len({e["id"] for e in home.events()}) == len(home.events()), "each event has an id of its own")


def journey_a_damaged_log_is_set_aside():
    with Home() as home:
        with Tutor(home) as t:
            t.opens().keys("3").sees("[1]").keys("x").sees("known already")
            t.quits()
        path = os.path.join(home.store, "events.jsonl")
        with open(path, "ab") as f:
            f.write(b'{"id":"01M8 broken \xff\n{"id":"half')
        with Tutor(home) as t:
            t.opens().keys("3").sees("known already", "[1]").keys("Down x")
            t.until("both are known", lambda: list(marks(t).values()).count(True) == 2)
            t.quits()
        with Tutor(home) as t:
            t.opens().keys("3").until("both are known", lambda: list(marks(t).values()).count(True) == 2)
            t.quits()


def journey_a_newer_store_is_refused_unharmed():
    with Home() as home:
        os.makedirs(home.store)
        path = os.path.join(home.store, "store.json")
        text = '{"format":"aiinfra-tutor-store","version":99}\n'
        with open(path, "w") as f:
            f.write(text)
        with Tutor(home) as t:
            t.ended(2)
            expect("99" in t.term.text(), "the refusal names the version", t.screen())
        expect(open(path).read() == text and os.listdir(home.store) == ["store.json"],
               "the newer store is as it was", os.listdir(home.store))


def marks(t):
    """Every lesson on the path's screen with what it says about it: known already or not."""
    t.sync()
    found = {}
    for line in t.term.lines():
        match = re.search(r"[✓○●] (.*?)  (known already, )?\d+ min|[✓○●] (.*?)  \d+ % read", line)
        if match and match.group(1):
            found[match.group(1)] = bool(match.group(2))
    return found


def focused(t):
    """The lesson with the focus; empty when something else has it."""
    line = t.line_with("▸ ")
    return next((title for title in marks(t) if title in line), "")


if __name__ == "__main__":
    sys.exit(main(sys.modules[__name__]))
