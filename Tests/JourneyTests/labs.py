"""The labs of stages 1 and 4 on the real program: a fault that is looked for and found, and an autoscaler's run that is
walked both ways and asked about."""
import re
import sys

from harness import Home, Tutor, expect, main

#: A run in a debug build on a loaded machine.
RUN_MS = 60_000


def journey_diagnosis():
    """The question, events in the replay, wrong picks that are explained, the right one."""
    with Home() as home, Tutor(home) as t:
        t.opens().search("stuck in containercreating", "Stuck in ContainerCreating")
        t.sees("[Setup]", "d diagnose").keys("d")
        t.sees("What is wrong on this node?", "Enter pick the cause", timeout_ms=RUN_MS)
        t.misses("Right:", "Not this:")
        # What the events say, step by step, and the describe view.
        t.keys("Tab").sees("[Replay]", "step 0 of").keys("n").misses("step 0 of")
        t.keys("p").sees("[lanes]").keys("p").sees("[state machines]").keys("p").sees("[describe]", "Events")
        t.keys("End w").sees("close the answer", "What happened so far").keys("Esc").misses("close the answer")
        t.keys("S-Tab").sees("[Result]", "What is wrong on this node?")
        # One cause after the other; what a pick is worth stands below the causes.
        verdicts = []
        for place in range(7):
            t.keys("Home " + "Down " * place + "Enter")
            t.press("End")
            for _ in range(12):
                if re.search("Right:|Not this:", t.term.text()):
                    break
                t.press("Up Up Up Up")
            verdicts.append("Right:" in t.term.text())
            expect(verdicts[-1] or "Not this:" in t.term.text(), "a pick is answered", t.screen())
            expect("• " in t.screen().split("Right:" if verdicts[-1] else "Not this:")[-1],
                   "the answer is explained", t.screen())
            if verdicts[-1]:
                break
        expect(verdicts[-1], "one of the causes is the right one", t.screen())
        expect(verdicts.count(True) == 1, "only one of them", verdicts)
        t.quits()


def journey_autoscaling_replay():
    """A service from zero: the lab by its stage in the list, a run, its decisions both ways, views, why."""
    with Home() as home, Tutor(home) as t:
        t.opens().keys("5").sees("Stage 1: Node runtime")
        # Right goes from stage to stage.
        t.press("Right Right Right").sees("Stage 4: Cloud-native serving")
        expect("▸" in t.term.text(), "a scenario of the stage has the focus", t.screen())
        t.search("scaled to zero", "Scaled to zero, and back")
        t.sees("[Setup]", "Autoscaler and limits").misses("Other")
        t.keys("r").sees("[Result]", "requests served", timeout_ms=RUN_MS)
        t.keys("Tab").sees("[Replay]", "step 0 of")
        steps = int(re.search(r"step 0 of (\d+)", t.term.text()).group(1))
        expect(steps > 100, "the run has steps", t.screen())
        pictures = [t.settled().term.text()]
        for step in range(1, 9):
            t.keys("Right").sees(f"step {step} of {steps}")
            pictures.append(t.settled().term.text())
        for step in range(7, -1, -1):
            t.keys("Left").sees(f"step {step} of {steps}")
            expect(t.settled().term.text() == pictures[step], f"step {step} looks the same going back",
                   pictures[step] + t.screen())
        # The first setback: somebody came, and there was no pod.
        t.keys("n").sees("there is no pod")
        for view in ("[scaling]", "[queues before pods]", "[cold starts]"):
            t.keys("p").sees(view)
        t.keys("End w").sees("close the answer", "The decision at").keys("w").misses("close the answer")
        t.keys("p").misses("[cold starts]")
        t.quits()


if __name__ == "__main__":
    sys.exit(main(sys.modules[__name__]))
