#!/usr/bin/env python3
"""Drives DriverDemo through a pseudo-terminal: events in, screens and exits out.

Usage: test_driver.py PATH_TO_DRIVER_DEMO    exit status 1 when a check fails
"""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from tui_probe import Session, parse_keys, text_width  # noqa: E402

DEMO = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ".build/debug/DriverDemo"
FAILED = []


def check(name, holds, detail=""):
    print(("ok    " if holds else "FAIL  ") + name + ("" if holds else f"  {detail}"))
    if not holds:
        FAILED.append(name)


def session(size=(80, 24), term="xterm-256color", lang="C.UTF-8", **kw):
    env = {"PATH": os.environ["PATH"], "LANG": lang, "HOME": "/nonexistent"}
    env.update(kw.pop("env", {}))
    return Session([DEMO], size=size, term=term, env=env, **kw)


def press(s, script):
    for step in parse_keys(script):
        s.send(step)
        s.settle(first_ms=400, quiet_ms=40)


def send(s, data):
    s.write(data)
    s.settle(first_ms=400, quiet_ms=40)


def bar(s):
    return s.term.lines()[-1].split()[-1] if s.term.lines()[-1] else ""


def chosen(s):
    for line in s.term.lines():
        if "▸" in line or "|>" in line:
            return line.split("▸")[-1].split("|>")[-1][:20].strip(" │|")
    return ""


def quits(s, code=0):
    s.write(b"q")
    ok = s.wait_for("exit", 1500)
    report = s.restore_report()
    return ok and s.exit == {"code": code} and report["leaks"] == [], (s.exit, report)


def keys():
    with session() as s:
        s.settle()
        for name, data, wanted in (
            ("CSI arrow", b"\x1b[B", "Down"), ("SS3 arrow", b"\x1bOA", "Up"),
            ("Shift-Tab", b"\x1b[Z", "Shift-Tab"), ("F5", b"\x1b[15~", "F5"),
            ("F1 of the Linux console", b"\x1b[[A", "F1"), ("Ctrl-arrow", b"\x1b[1;5B", "Down"),
            ("Home", b"\x1b[1~", "Home"), ("Page down", b"\x1b[6~", "PgDn"),
            ("lone Escape", b"\x1b", "Esc"), ("Ctrl-L", b"\x0c", "^L"),
            ("UTF-8", "é".encode(), "é"), ("CJK", "文".encode(), "文"),
        ):
            send(s, data)
            check(f"keys: {name}", bar(s) == wanted, bar(s))
        send(s, b"\x1bq")
        check("keys: Alt-q does not quit", s.exit is None)
        send(s, b"\xff\xfe\xc3(")
        check("keys: broken UTF-8 is dropped, the rest counts", bar(s) == "(", bar(s))
        s.write(b"\x1b[")
        time.sleep(0.004)
        send(s, b"A")
        check("keys: a sequence in two pieces", bar(s) == "Up", bar(s))
        check("keys: quit", *quits(s))


def paste_and_mouse():
    with session() as s:
        s.settle()
        send(s, b"\x1b[200~q\r\nX\x03q\x1b[A\x1b[201~")
        check("paste: one key, no commands", s.exit is None and "paste of" in s.term.text(), bar(s))
        press(s, "/ paste:hello\\_world")
        check("paste: into the field", "/hello world" in s.term.lines()[1], s.term.lines()[1])
        s.write(b"\x1b[200~" + b"x" * 300_000 + b"\x1b[201~")
        s.settle(timeout_ms=6000)
        check("paste: 300 kB", "paste of 300000" in s.term.text(), bar(s))
        press(s, "Esc")
        send(s, b"\x1b[<0;12;6M")
        check("mouse: press with its place", "press 11,5" in s.term.text(), s.term.lines()[-1])
        send(s, b"\x1b[<0;12;6m")
        send(s, b"\x1b[<0;12;6M")
        check("mouse: double click", "doubleClick 11,5" in s.term.text(), s.term.lines()[-1])
        send(s, b"\x1b[<65;12;6M")
        check("mouse: wheel moves the list", chosen(s) == "Prefix caching", chosen(s))
        press(s, "m")
        check("mouse: off while running", not s.term.mode(1000) and not s.term.mode(1006))
        press(s, "m")
        check("mouse: on again", s.term.mode(1000) and s.term.mode(1006))
        check("mouse: quit", *quits(s))


def sizes():
    for size in ((200, 60), (120, 40), (80, 24), (60, 15), (40, 10), (20, 5), (3, 2), (1, 1)):
        with session(size=size) as s:
            s.settle()
            check(f"size {size}: nothing outside", s.term.counts["out_of_bounds"] == 0
                  and all(text_width(x) <= size[0] for x in s.term.lines()) and s.exit is None)
            s.resize(100, 30)
            s.settle(first_ms=800)
            check(f"size {size}: grows to 100x30", len(s.term.lines()) == 30
                  and "q quit" in s.term.lines()[-1], s.term.lines()[-1])
            check(f"size {size}: quit", *quits(s))


def kinds():
    for term, lang, env, colours, high in (
        ("xterm-256color", "C.UTF-8", {}, True, True),
        ("xterm-256color", "C.UTF-8", {"NO_COLOR": "1"}, False, True),
        ("xterm-256color", "C", {}, True, False), ("tmux-256color", "C.UTF-8", {}, True, True),
        ("screen", "C.UTF-8", {}, True, True), ("xterm", "C.UTF-8", {}, True, True),
        ("linux", "C.UTF-8", {}, True, False), ("vt100", "C.UTF-8", {}, False, False),
        ("rxvt-unicode-256color", "C.UTF-8", {"COLORFGBG": "0;15"}, True, True),
    ):
        name = f"{term} {lang} {env}"
        with session(term=term, lang=lang, env=env) as s:
            s.settle()
            stats = s.term.style_stats()
            check(f"{name}: colours", (stats["coloured_cells"] > 0) == colours, stats)
            check(f"{name}: bytes beyond ASCII", (s.term.counts["high_bytes"] > 0) == high)
            # The Linux console's own way to shape its cursor, from its terminfo entry.
            unknown = set(s.term.unknown) - ({"CSI ?c"} if term == "linux" else set())
            check(f"{name}: nothing unknown was sent", not unknown, unknown)
            press(s, "Down")
            check(f"{name}: arrow keys", chosen(s).startswith("Gangs"), chosen(s))
            check(f"{name}: quit", *quits(s))
    for term, words in (("dumb", "cannot place its cursor"), ("alien-9", "terminfo")):
        with session(term=term) as s:
            s.wait_for("exit", 1500)
            check(f"{term}: refused with a reason", s.exit == {"code": 2} and words in s.term.text()
                  and s.term.leaks() == [], (s.exit, s.term.text().strip()))


def exits():
    with session() as s:
        s.settle()
        press(s, "E")
        check("stderr: not on the screen", "noise" not in s.term.text())
        ok, detail = quits(s)
        check("stderr: replayed after the end", ok and "noise on standard error" in s.term.text(), detail)
    with session(env={"SWIFT_BACKTRACE": "enable=no"}) as s:
        s.settle()
        s.write(b"X")
        s.wait_for("exit", 3000)
        report = s.restore_report()
        check("crash: terminal restored", report["leaks"] == [], report)
        check("crash: ends by its signal", "signal" in (s.exit or {}), s.exit)
        check("crash: message shown", "asked to crash" in s.term.text(), s.term.text()[-300:])
    for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE):
        with session() as s:
            s.settle()
            s.kill(number)
            s.wait_for("exit", 1500)
            check(f"crash: {number.name}", s.exit == {"signal": number.name}
                  and s.restore_report()["leaks"] == [], (s.exit, s.restore_report()))
    with session() as s:
        s.settle()
        before = s.term.text()
        s.kill(signal.SIGSTOP)
        stopped = s.wait_for("stopped", 1500)
        s.term.feed(b"\x1b[H\x1b[2Junrelated")
        s.cont()
        s.settle(first_ms=800)
        check("SIGSTOP, SIGCONT: repainted", stopped and s.term.text() == before)
        check("SIGSTOP, SIGCONT: quit", *quits(s))
    with session() as s:
        s.settle()
        s.write(b"\x1c")
        s.wait_for("exit", 1500)
        check("typed ^\\ leaves with 131", s.exit == {"code": 131}, s.exit)
    # A terminal that reads nothing any more: every write blocks, the end must come all the same.
    with session(size=(200, 60)) as s:
        s.settle()
        for _ in range(400):
            try:
                os.write(s.master, b"\x1b[B\x1b[A\t")
            except BlockingIOError:
                break
        time.sleep(0.5)
        t0 = time.monotonic()
        s.kill(signal.SIGTERM)
        while s.exit is None and time.monotonic() - t0 < 3:
            time.sleep(0.05)
            part = os.read(s.status_r, 4096) if ready(s.status_r) else b""
            if b"exit" in part:
                s._event(__import__("json").loads(part.split(b"\n")[0]))
        check("a stuck terminal does not keep it alive", s.exit == {"code": 143}, s.exit)
        check("a stuck terminal gets its modes back", s.termios_changes() == [], s.termios_changes())


def ready(fd):
    import select
    return bool(select.select([fd], [], [], 0)[0])


def links():
    with session() as s:
        s.keep_raw = True
        s.settle()
        raw = bytes(s.raw)
        start = raw.find(b"\x1b]8;;https://github.com/vllm-project/vllm\x1b\\")
        end = raw.find(b"\x1b]8;;\x1b\\", start)
        inner = raw[start:end]
        check("links: sent as OSC 8 around their text alone", start > 0 and b"vLLM" in inner
              and len(inner) < 100, inner)
        check("links: quit", *quits(s))
    with session(term="vt100") as s:
        s.keep_raw = True
        s.settle()
        check("links: not on a vt100", b"]8;;" not in bytes(s.raw) and "vLLM" in s.term.text())


def answers():
    with session(replies=False) as s:
        s.settle()
        check("no answer to questions: draws all the same", "q quit" in s.term.text())
        s.write(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
        s.settle(first_ms=600)
        check("a late answer changes the colours only", s.exit is None and bar(s) == "none", bar(s))
        check("no answer: quit", *quits(s))
    with session() as s:
        s.settle()
        for _ in range(3):
            s.settle(first_ms=300)
        a = s.bytes
        time.sleep(0.5)
        s._read_once(10)
        check("idle: no bytes", s.bytes == a)


for part in (keys, paste_and_mouse, sizes, kinds, exits, links, answers):
    part()
print(f"{len(FAILED)} failed" + (": " + "; ".join(FAILED) if FAILED else ""))
sys.exit(1 if FAILED else 0)
