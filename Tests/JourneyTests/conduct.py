"""How the real program behaves as a guest of the terminal: every way out, stopping, sizes, idleness, a crash."""
import signal
import sys

from harness import Home, Tutor, expect, main, now_ms, text_width

#: The aim is 100 ms; a busy machine gets ten times as much before a journey fails.
AT_MOST_MS = 1_000


def ways_out():
    """Name, exit status, what to do; every way leaves the terminal whole."""
    yield "q", 0, lambda t: t.write(b"q")
    yield "typed ^C", 130, lambda t: t.write(b"\x03")
    yield "typed ^\\", 131, lambda t: t.write(b"\x1c")
    for name, status in (("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)):
        yield name, status, lambda t, name=name: t.kill(signal.Signals["SIG" + name])
    yield "hang-up", 129, lambda t: t.hang_up()


def leave(t, name, status, act):
    """Leaves and gives back the milliseconds it took."""
    begin = now_ms()
    act(t)
    t.wait_for("exit", 20_000)
    expect(t.exit == {"code": status}, f"{name} ends with {status}", f"{t.exit}\n{t.screen()}")
    took = t.exit_ms - begin
    expect(took < AT_MOST_MS, f"{name} takes less than {AT_MOST_MS} ms", f"{took:.0f} ms")
    if t.slave is not None:
        leaks = t.restore_report()["leaks"]
        expect(leaks == [], f"{name} leaves the terminal whole", leaks)
    return took


def journey_ways_out_of_today():
    times = []
    for name, status, act in ways_out():
        with Home() as home, Tutor(home) as t:
            t.opens()
            times.append((leave(t, name, status, act), name))
    report("ways out of Today", times)


def journey_ways_out_of_a_lesson():
    """The same from the middle of a lesson: where the reader was is saved first."""
    times = []
    for name, status, act in ways_out():
        if name == "q":
            continue                    # goes back from here
        with Home() as home:
            with Tutor(home) as t:
                t.opens().keys("Enter")
                t.sees("After this lesson you can", "Tab next figure")
                t.press("Space Space Space")
                times.append((leave(t, name, status, act), name))
            positions = [e["line"] for e in home.events() if e["kind"] == "lesson_position"]
            expect(positions and positions[-1] > 20, f"{name}: the position in the lesson is saved", home.events())
    report("ways out of a lesson", times)


def journey_end_of_input():
    """Standard input that is no terminal: refused at the start with what to use instead."""
    for stdin in ("null", "pipe"):
        with Home() as home, Tutor(home, stdin=stdin) as t:
            t.end_stdin()
            t.ended(2)
            expect("aiinfra-tutor today" in t.term.text(), f"{stdin}: it says what to use instead", t.screen())
    with Home() as home, Tutor(home) as t:
        t.opens()
        begin = now_ms()
        t.write(b"\x04")                # ^D is a key like any other in raw mode
        t.settled()
        expect(t.exit is None, "^D does not end the program", begin)
        t.quits()


def journey_stopping():
    """^Z leaves the terminal to the shell; fg repaints, also when the size changed meanwhile."""
    for size in (None, (110, 35)):
        with Home() as home, Tutor(home) as t:
            t.opens()
            before = t.settled().term.text()
            t.write(b"\x1a")
            t.wait_for("stopped", 5_000)
            expect(t.stopped and t.stopped[0] in ("SIGTSTP", "SIGSTOP"), "^Z stops the program", t.stopped)
            leaks = t.restore_report()["leaks"]
            expect(leaks == [], "the shell gets a whole terminal", leaks)
            t.term.feed(b"$ ls\r\nunrelated words of the shell\r\n")
            if size:
                t.resize(*size)
            t.cont()
            t.sees("The five stages").misses("unrelated")
            if size:
                expect(len(t.term.lines()) == 35, "the new size is used", t.screen())
                t.until("the bottom row at the bottom", lambda: "quit" in t.term.lines()[-1])
            else:
                t.until("the screen as it was", lambda: t.term.text() == before)
            t.quits()


def journey_sizes():
    """Any size at any moment: nothing outside, too small says so and still quits."""
    with Home() as home, Tutor(home, size=(80, 24)) as t:
        t.opens()
        for columns, rows, text in ((40, 10, "quit"), (39, 9, "39 columns and 9 rows"), (200, 60, "quit"),
                                    (60, 15, "quit"), (20, 5, "columns"), (1, 1, ""), (120, 40, "quit")):
            t.resize(columns, rows)
            t.sees(text) if text and columns >= 39 else t.settled()
            expect(t.term.counts["out_of_bounds"] == 0, f"{columns}x{rows}: nothing outside")
            expect(all(text_width(line) <= columns for line in t.term.lines()), f"{columns}x{rows}: no long line",
                   t.screen())
        # Each screen at each size.
        for columns, rows in ((40, 10), (60, 15), (200, 60)):
            t.resize(columns, rows)
            t.settled()
            for key in "234561":
                t.press(key)
                t.sees("6 P")
                expect(t.term.counts["out_of_bounds"] == 0, f"screen {key} at {columns}x{rows}", t.screen())
        for number in range(40):        # a dragged edge
            t.resize(60 + 3 * number, 15 + number)
        t.resize(80, 24)
        t.sees("The five stages").until("the last size", lambda: len(t.term.lines()) == 24
                                        and "quit" in t.term.lines()[-1])
        t.quits()
    with Home() as home, Tutor(home, size=(39, 9)) as t:
        t.sees("39 columns").keys("q").ended(0)
    with Home() as home, Tutor(home, size=(39, 9)) as t:
        t.sees("39 columns").keys("C-c").ended(130)


def journey_idle():
    """Nothing is written and nobody wakes while nobody types."""
    with Home() as home, Tutor(home) as t:
        t.opens().settled()
        for key in ("", "2", "3", "4", "6", "?"):
            if key:
                t.press(key)
            t.settled()
            for attempt in range(3):    # the kernel's own noise may strike once
                a, bytes_before = t.sample(), t.bytes
                t._read_once(700)
                b = t.sample()
                if b["switches"] == a["switches"]:
                    break
            expect(t.bytes == bytes_before, f"after {key!r}: no byte is written", t.bytes - bytes_before)
            expect(b["switches"] == a["switches"], f"after {key!r}: nobody wakes", (a, b))


def journey_crash():
    for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGILL):
        with Home() as home, Tutor(home) as t:
            t.opens()
            t.kill(number)
            t.wait_for("exit", 20_000)
            expect(t.exit == {"signal": number.name}, f"{number.name} ends it", t.exit)
            leaks = t.restore_report()["leaks"]
            expect(leaks == [], f"{number.name}: the terminal is restored", leaks)


def report(what, times):
    times.sort()
    print(f"      {what}: median {times[len(times) // 2][0]:.1f} ms, slowest {times[-1][0]:.1f} ms ({times[-1][1]})")


if __name__ == "__main__":
    sys.exit(main(sys.modules[__name__]))
