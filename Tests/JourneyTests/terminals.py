"""Every kind of terminal: colours, no colours, ASCII, Chinese, old types; paste, mouse, and nothing strange sent."""
import os
import shutil
import subprocess
import sys

from harness import Home, Tutor, expect, main, now_ms, text_width  # noqa: F401

SCREENS = "234561"


def each_screen(t, look):
    """Today, the five other tabs, a project, a lesson: calls `look` with the name of each."""
    look("Today")
    for key in "23456":
        t.press(key)
        look(f"tab {key}")
    t.search("vllm", "vLLM")
    t.sees("github.com/vllm-project")
    look("project")
    t.keys("1 Enter").sees("Tab")
    look("lesson")
    t.press("Space")
    look("lesson, one page on")
    t.keys("?").sees("Esc")
    look("help")
    t.press("Esc /")
    look("search")
    t.press("Esc")


def journey_no_colour():
    with Home() as home, Tutor(home, env={"NO_COLOR": "1"}) as t:
        t.opens()
        each_screen(t, lambda name: expect(
            t.term.style_stats()["coloured_cells"] == 0 and t.term.counts["sgr_colour"] == 0,
            f"{name}: no colour", t.term.style_stats()))
        t.quits()


def journey_ascii():
    """LANG=C: not one byte beyond ASCII on any screen."""
    with Home() as home, Tutor(home, lang="C") as t:
        t.opens()
        t.search_pointer = "|>"
        for key in SCREENS:
            t.press(key)
            expect(t.term.counts["high_bytes"] == 0, f"tab {key}: ASCII alone", t.screen())
        t.keys("Enter").sees("After this lesson you can")
        for _ in range(12):
            t.press("Space")
        expect(t.term.counts["high_bytes"] == 0, "lesson: ASCII alone", t.screen())
        expect("?" * 3 not in t.term.text(), "lesson: nothing became question marks", t.screen())
        t.quits()


def journey_kinds_of_terminal():
    with Home() as home:
        info = sixteen_colours(home.path)
        for term, coloured in (("xterm-256color", True), ("xterm-16color", True), ("xterm", True), ("linux", True),
                               ("vt100", False), ("tmux-256color", True), ("screen", True), ("ansi", True)):
            if term == "xterm-16color" and not info:
                continue
            env = {"TERMINFO": info} if term == "xterm-16color" else {}
            with Tutor(home, term=term, env=env) as t:
                t.opens()
                for key in SCREENS:
                    t.press(key)
                t.press("2")
                t.sees("containerd")
                stats = t.term.style_stats()
                expect((stats["coloured_cells"] > 0) == coloured, f"{term}: colours {coloured}", stats)
                # How the Linux console shapes its cursor, from its own terminfo entry.
                unknown = set(t.term.unknown) - ({"CSI ?c"} if term == "linux" else set())
                expect(not unknown, f"{term}: nothing unknown is sent", unknown)
                expect(t.term.counts["out_of_bounds"] == 0, f"{term}: nothing outside", t.screen())
                t.quits()


def sixteen_colours(folder):
    """A terminfo directory with an xterm of 16 colours, which not every machine has; None without `tic`."""
    if not shutil.which("tic") or not shutil.which("infocmp"):
        return None
    entry = "xterm-16color|xterm with 16 colours,\n\tcolors#16, pairs#0x100, use=xterm,\n"
    source, target = os.path.join(folder, "source.ti"), os.path.join(folder, "terminfo")
    with open(source, "w") as f:
        f.write(entry)
    subprocess.run(["tic", "-x", "-o", target, source], check=True, capture_output=True)
    return target


def journey_dumb_terminal():
    for term in ("dumb", "alien-9", ""):
        with Home() as home, Tutor(home, term=term) as t:
            t.ended(2)
            lines = [line for line in t.term.lines() if line.strip()]
            expect(lines and lines[0].startswith("aiinfra-tutor: "), f"{term!r}: refused with a reason", t.screen())
            expect("aiinfra-tutor today" in " ".join(t.term.text().split()), f"{term!r}: says what works", t.screen())


def journey_chinese():
    """Chinese takes two columns a glyph: frames stay straight, no line is too long, nothing becomes question marks.

    The locale may well not be installed, as is usual on a remote machine; the terminal understands UTF-8 all the same.
    """
    for size in ((80, 24), (120, 40), (60, 15)):
        with Home() as home, Tutor(home, lang="zh_CN.UTF-8", size=size) as t:
            t.sees("五个阶段" if size[1] > 20 else "今天")
            for key in "234561":
                t.press(key)
                straight(t, f"tab {key} at {size}")
            t.press("2 f")
            t.sees("地图显示的内容")
            straight(t, f"filter at {size}")
            t.press("f ?")
            t.sees("当前可用的按键")
            straight(t, f"help at {size}")
            t.press("Esc 1 Enter")
            t.settled()
            straight(t, f"lesson at {size}")
            t.press("Space Space")
            straight(t, f"lesson, further on, at {size}")
            t.keys("1").settled()
            t.keys("q").ended(0)
    # Where Chinese cannot be shown, English can.
    with Home() as home, Tutor(home, lang="zh_CN.GB2312") as t:
        t.opens().quits()


def straight(t, name):
    t.sync()
    lines = t.term.lines()
    expect(all(text_width(line) <= t.term.cols for line in lines), f"{name}: no line is too long", t.screen())
    expect("??" not in t.term.text(), f"{name}: nothing became question marks", t.screen())
    # A box: every edge below a corner stands in the corner's column.
    for row, line in enumerate(lines):
        for at, glyph in enumerate(line):
            if glyph == "┐":
                column = text_width(line[:at])
                below = cell(lines[row + 1], column)
                expect(below in "│┆┊┘┤█┃", f"{name}: the box's edge is straight at {column},{row + 1}", t.screen())


def cell(line, column):
    """The glyph in a column of a line."""
    at = 0
    for glyph in line:
        if at == column:
            return glyph
        at += text_width(glyph)
    return " "


def journey_paste():
    """Text that is pasted runs no command on any screen."""
    with Home() as home, Tutor(home) as t:
        t.opens()
        for key in SCREENS:
            t.press(key)
            before = t.settled().term.lines()[:-1]
            t.write(b"\x1b[200~q:1q\nx\x03\x1b[201~")
            t.settled()
            expect(t.exit is None, f"tab {key}: a paste does not leave")
            expect(t.term.lines()[:-1] == before, f"tab {key}: a paste changes nothing", t.screen())
        # Into a field it goes as text, without its line ends.
        t.keys("/").sees("Search everything")
        t.write(b"\x1b[200~vllm\nq\x1b[201~")
        t.sees("vllm").settled()
        expect(t.exit is None and "Search everything" in t.term.text(), "a paste into the field stays there", t.screen())
        t.press("Esc")
        t.quits()
        expect([e["kind"] for e in home.events()] == [], "nothing was recorded", home.events())


def journey_mouse():
    with Home() as home, Tutor(home) as t:
        t.opens()
        expect(t.term.mode(1000) and t.term.mode(1006), "the mouse is on")
        tab = t.term.lines()[0].index("Map") + 1
        t.keys(f"mouse:click:{tab},1").sees("mature, standardised")
        row = next(i for i, line in enumerate(t.term.lines()) if "kgateway" in line)
        column = t.term.lines()[row].index("kgateway")
        column = text_width(t.term.lines()[row][:column]) + 2
        t.keys(f"mouse:click:{column},{row + 1}").sees("[kgateway]")
        t.keys("1").opens().keys("3").sees("Lessons")
        t.keys("M").sees("the mouse belongs to your terminal again")
        expect(not t.term.mode(1000) and not t.term.mode(1006), "the mouse is off")
        t.keys("M").sees("the mouse works")
        expect(t.term.mode(1000) and t.term.mode(1006), "the mouse is on again")
        t.quits()


def journey_nothing_strange_is_sent():
    """No emoji, no unknown sequence, no bell, on any screen."""
    with Home() as home, Tutor(home, size=(120, 40)) as t:
        t.opens()

        def look(name):
            odd = [c for c in t.term.text() if 0x1F000 <= ord(c) <= 0x1FAFF or ord(c) in (0xFE0F, 0x200D)]
            expect(not odd, f"{name}: no emoji", odd)
            expect(not t.term.unknown, f"{name}: nothing unknown is sent", t.term.unknown)
        each_screen(t, look)
        t.quits()


if __name__ == "__main__":
    sys.exit(main(sys.modules[__name__]))
