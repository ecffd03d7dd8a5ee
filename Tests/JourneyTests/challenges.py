"""A challenge from the brief to passing, and free play in the lab, on the real program."""
import json
import os
import re
import sys

from harness import Home, Tutor, expect, main

#: A run of all baselines and unseen seeds in a debug build on a loaded machine.
RUN_MS = 60_000


def journey_challenge():
    """Brief, prediction, a run that fails, the debrief in both directions, levers, a run that passes, comparison."""
    with Home() as home:
        with Tutor(home) as t:
            t.opens().keys("4").sees("This week's challenge", "Room at noon")
            t.search("room at noon", "Room at noon")
            t.sees("[Brief]", "untouched GPU nodes at least", "attempts 0")
            # No run before the prediction.
            t.keys("r").sees("first make the prediction")
            t.keys("a Enter").misses("a-e choose")
            t.keys("i").until("a hint", lambda: any(e["kind"] == "hint_shown" for e in home.whole_events()))
            # Cancelled: nothing is recorded.
            t.keys("r Esc").sees("cancelled").sees("attempts 0")
            t.keys("r").sees("saved as attempt 1", timeout_ms=RUN_MS)
            t.sees("Not passed yet")
            # The debrief, forwards and backwards, and why.
            t.keys("Tab").sees("step 0 of", "[Debrief]")
            steps = int(re.search(r"step 0 of (\d+)", t.term.text()).group(1))
            expect(steps > 100, "the run has steps", t.screen())
            start = t.settled().term.text()
            pictures = [start]
            for step in range(1, 6):
                t.keys("Right").sees(f"step {step} of {steps}")
                pictures.append(t.settled().term.text())
            for step in range(4, -1, -1):
                t.keys("Left").sees(f"step {step} of {steps}")
                expect(t.settled().term.text() == pictures[step], f"step {step} looks the same going back",
                       pictures[step] + t.screen())
            t.keys("End").sees(f"step {steps} of {steps}").keys("Home").sees(f"step 0 of {steps}")
            t.keys("Right").sees(f"step 1 of {steps}")
            t.keys("w").sees("close the answer").keys("w").sees("w why")
            # The levers of the reference: pack along the scarce resource.
            t.keys("S-Tab S-Tab").sees("[Levers]", "LeastAllocated")
            t.keys("Right").sees("MostAllocated")
            for knob, key, value in (("gpu", "Right", "‹ 5 ›"), ("cpu", "Left", "‹ 0 ›"), ("memory", "Left", "‹ 0 ›")):
                t.keys("Down").until(f"the lever {knob}", lambda: knob in t.line_with("▸").lower())
                turn(t, key, value)
            t.keys("r").sees("saved as attempt 2", timeout_ms=RUN_MS)
            t.sees("Passed")
            t.keys("c").sees("Attempts side by side (2)", "best").keys("c").misses("side by side")
            t.keys("Tab").sees("[Debrief]").keys("e").sees("Insight").keys("e").misses("Insight")
            t.keys("1").opens().quits()
            attempts = [e for e in home.events() if e["kind"] == "challenge_attempt"]
            expect([e["passed"] for e in attempts] == [False, True] and attempts[1]["stars"] > 0,
                   "two attempts are in the log", attempts)
        with Tutor(home) as t:
            t.opens().keys("4").sees("★" * attempts[1]["stars"], "attempts: 2")
            t.search("room at noon", "Room at noon")
            t.sees("attempts 2", "★").keys("c").sees("Attempts side by side (2)").keys("c")
            t.quits()


def turn(t, key, value, most=6):
    for _ in range(most):
        if value in t.line_with("▸"):
            return
        t.press(key)
    expect(False, f"the lever reaches {value}", t.screen())


def journey_interrupt_a_run():
    """Ctrl-C cancels a run; only the next one leaves."""
    with Home() as home, Tutor(home) as t:
        t.opens().search("room at noon", "Room at noon")
        t.sees("[Brief]").keys("a Enter").misses("a-e choose")
        t.keys("r C-c").sees("cancelled", "attempts 0")
        t.keys("C-c").ended(130)
        expect(not any(e["kind"] == "challenge_attempt" for e in home.events()), "nothing was recorded")


def journey_lab():
    """A run, A beside B, a sweep, a scenario and an export written to files."""
    with Home() as home, Tutor(home, cwd=home.path) as t:
        t.opens().keys("5").sees("Stage 1: Node runtime", "Stage 2: Scheduling")
        for _ in range(30):
            if "▸ Bin-packing or spreading" not in t.term.text():
                t.press("Down")
        t.sees("▸ Bin-packing or spreading")
        t.keys("Enter").sees("[Setup]", "control plane")
        t.keys("r").sees("[Result]", "sha256:", timeout_ms=RUN_MS)
        first = t.line_with("untouched GPU nodes")
        # The same again is the same; another choice is not.
        t.keys("a").sees("kept as A")
        t.keys("S-Tab").sees("[Setup]")
        for _ in range(40):
            if "▸ scoring strategy" not in t.term.text():
                t.press("Down")
        t.press("Right")
        t.sees("MostAllocated").keys("r").sees("[A and B]", "LeastAllocated", "MostAllocated", timeout_ms=RUN_MS)
        t.keys("S-Tab S-Tab").sees("[Result]")
        expect(t.line_with("untouched GPU nodes") not in ("", first), "the choice matters", t.screen())
        t.keys("Tab").sees("[Replay]", "step 0 of").keys("Right").sees("step 1 of").keys("Left").sees("step 0 of")
        # A sweep over the focused knob.
        t.keys("S-Tab S-Tab").sees("[Setup]").keys("v").sees("[Sweep]", "9 of 9 values", timeout_ms=RUN_MS)
        # Files: the scenario and the run.
        t.keys("S").sees("save the scenario as:").keys("Enter").sees("written: ")
        t.keys("S-Tab S-Tab S-Tab").sees("[Result]")
        t.keys("e").sees("export (Tab: other forms) to:").keys("Enter").sees("written: ")
        t.quits()
        files = sorted(name for name in os.listdir(home.path) if not name.startswith("."))
        expect(len(files) == 2, "two files are written", files)
        exported = [name for name in files if name.endswith(".json")]
        with open(os.path.join(home.path, exported[0]), encoding="utf-8") as f:
            expect(json.load(f)["lab"] == "scheduling", "the export is JSON")


if __name__ == "__main__":
    sys.exit(main(sys.modules[__name__]))
