"""The whole main job on the real program: start, map, path, lesson, questions, search, help, quit, restart."""
import json
import os
import re
import sys

from harness import ROOT, Home, Tutor, expect, main, text_width


def kinds(home):
    return [event["kind"] for event in home.events()]


def journey_today_and_tabs():
    # The content is found from where the executable stands, and read without an index.
    with Home() as home, Tutor(home, env={"AIINFRA_TUTOR_DATA": None}) as t:
        t.opens().sees("Next lesson", "This week's challenge", "0 %, lessons 0/2")
        for key, text in (("2", "mature, standardised"), ("3", "Kernel & Runtime  底层内核"),
                          ("4", "2026-W48"), ("1", "The five stages")):
            t.keys(key).sees(text)
        t.keys("3 Right").sees("[2]").keys("Right").sees("[3]").keys("Left").sees("[2]")
        t.keys("<").sees("The five stages").keys(">").sees("[2]")
        t.quits()


def journey_map():
    with Home() as home, Tutor(home) as t:
        t.opens().keys("2").sees("containerd", "kgateway", "vLLM")
        t.sees("category", "prototype, early stage", "┆llm-d┆")
        # Spatially: each arrow goes the way it points.
        t.until("a card has the focus", lambda: card(t)).press("g")
        for key, axis, sign in (("Right", 1, 1), ("Right", 1, 1), ("Left", 1, -1), ("Up", 2, -1), ("Down", 2, 1)):
            before = card(t)
            t.keys(key).until(f"a card further {key}",
                              lambda: card(t) and sign * (card(t)[axis] - before[axis]) > 0)
        # Zoom into one band, then out.
        t.keys("z").sees("a part of the landscape")
        t.keys("z").sees("AI-Infra landscape    category","kgateway", "vLLM", "containerd")
        # Filter: early stage only.
        t.keys("f").sees("What the map shows", "31 projects")
        t.keys("Down Down Right").until("the filter is on", lambda: "‹ yes ›" in t.line_with("early stage only"))
        t.keys("f").misses("What the map shows", "kgateway").sees("llm-d")
        t.keys("f").sees("What the map shows").keys("x").sees("31 projects").keys("f")
        t.misses("What the map shows").sees("kgateway")
        # Newer projects, and the legend.
        t.keys("a").sees("newer projects are shown").keys("a").sees("only the landscape of the path")
        t.keys("L").sees("dashed outline").keys("L").misses("dashed outline")
        # A project's page, along a relation, and back twice.
        t.search("vllm", "vLLM")
        t.sees("https://github.com/vllm-project/vllm", "Key concepts", "PagedAttention")
        t.keys("m").sees("[vLLM·]")
        t.keys("Enter").sees("https://github.com/vllm-project/vllm")
        t.keys("End").until("the end of the page", lambda: "https://docs.vllm.ai" in t.term.text()
                            or "checked" in t.term.text())
        t.keys("Home").sees("Relations" if "Relations" in t.term.text() else "Key concepts")
        t.quits()
        met = [event["entry"] for event in home.events() if event["kind"] == "entry_met"]
        expect("vllm" in met, "vLLM was met", met)


def card(t):
    """Name, column and row of the card with the focus on the map; None when none has it."""
    t.sync()
    for row, line in enumerate(t.term.lines()):
        found = re.search(r"[^\[]\[([A-Za-z][^\]]*)\]", line)
        if row > 0 and found:
            return found.group(1), text_width(line[:found.start()]), row
    return None


def open_lesson(t):
    """Into lesson 11 by the path."""
    t.keys("3").sees("Lessons", "Container lifecycle and runtime")
    t.keys("Enter").sees("After this lesson you can")
    t.sees("Tab next figure or question")


def journey_lesson():
    with open(os.path.join(ROOT, "lessons", "11-container-lifecycle.md"), encoding="utf-8") as f:
        questions = f.read().count("\n```question")
    with Home() as home:
        with Tutor(home) as t:
            t.opens()
            open_lesson(t)
            # The knob of a live figure.
            walk(t, "‹ 1 of 6 ›")
            t.keys("Right").sees("‹ 2 of 6 ›", "RunPodSandbox")
            t.keys("Right").sees("‹ 3 of 6 ›").keys("Left").sees("‹ 2 of 6 ›")
            # Folding and finding.
            t.keys("Z").sees("Four contracts on one node …").keys("Z").misses("on one node …")
            t.keys("f").sees("find in this lesson:").keys("text:termination Enter").sees('"termination"', "1 of ")
            t.keys("n").sees("2 of ")
            # A prediction covers its figure until it is made.
            t.press("Home", "After this lesson you can")
            walk(t, "▸   Predict ")
            answer_with(t, "a", "worth remembering", "You saw it coming")
            # All questions, each explained and planned for review.
            answered = 0
            while answered < 4:
                walk(t, "▸   Question ")
                answer_with(t, "a", "Comes back on")
                answered += 1
            t.keys("<").sees("[1]")
            t.quits()
            events = home.events()
            answers = [e for e in events if e["kind"] == "question_answered"]
            expect(len(answers) >= 4, "four answers are in the log", answers)
            expect("prediction_made" in kinds(home), "the prediction is in the log", kinds(home))
            expect(kinds(home)[-1] == "lesson_position" or "lesson_position" in kinds(home),
                   "the position is in the log", kinds(home))
            line = [e for e in events if e["kind"] == "lesson_position"][-1]["line"]
            expect(line > 50, "the position is well into the lesson", line)
        # Restart: everything is still there; the rest is answered and the lesson is done.
        with Tutor(home) as t:
            t.opens().sees("Continue where you were", "Container lifecycle and runtime", "% read")
            t.keys("Enter").sees("Tab next figure or question")
            expect("After this lesson you can" not in t.term.text(), "the lesson opens where it was left",
                   t.screen())
            walk(t, "Questions not answered yet")
            t.press("Home")
            while len(answered_questions(home)) < questions:
                walk(t, "▸   Question ")
                t.press("d Enter Tab")
            t.press("End").sees("checked 2026-11-23")
            t.until("the lesson is finished",
                    lambda: "lesson_finished" in [e["kind"] for e in home.whole_events()])
            t.quits()
        with Tutor(home) as t:
            t.opens().sees("Next lesson", "Scheduler internals", "lessons 1/2")
            t.keys("3").sees("✓ Container lifecycle and runtime").keys("Enter").sees("14 min")
            t.quits()
            expect(len(answered_questions(home)) == questions, "every question's answer is in the log")


def journey_review_and_report():
    """A question comes back weeks later; the report is written in three forms."""
    with Home() as home:
        with Tutor(home) as t:
            t.opens()
            open_lesson(t)
            walk(t, "▸   Question ")
            answer_with(t, "a", "Comes back on")
            t.quits()
        with Tutor(home, "--now", "2027-01-20T10:00:00+00:00", cwd=home.path) as t:
            t.opens().sees("questions due now: 1", "2027-W03")
            while "▸ questions due now" not in t.term.text():
                t.press("Down")
            t.keys("Enter").sees("a letter chooses, Enter answers")
            t.press("a")
            t.keys("Enter").until("the answer in the log",
                                  lambda: [e.get("review") for e in home.whole_events()
                                           if e["kind"] == "question_answered"][1:] == [True])
            t.keys("6").sees("Progress on 2027-01-20", "Mastery")
            for key, name in (("h", "html"), ("m", "md"), ("J", "json")):
                t.keys(key).sees("write the report to:").keys("Enter").sees(f"written: aiinfra-report-2027-01-20.{name}")
            t.keys("J Enter").sees("is there already")
            t.quits()
        texts = {}
        for name in ("html", "md", "json"):
            with open(os.path.join(home.path, "aiinfra-report-2027-01-20." + name), encoding="utf-8") as f:
                texts[name] = f.read()
        expect(json.loads(texts["json"])["schemaVersion"], "the JSON names its schema's version")
        expect("<svg" in texts["html"] and "src=\"http" not in texts["html"], "the page has charts and stands alone")
        expect(texts["md"].startswith("# "), "the Markdown has a heading", texts["md"][:80])


def answered_questions(home):
    return {e["question"] for e in home.whole_events() if e["kind"] == "question_answered"}


def walk(t, text, steps=60):
    """Tab until `text` is on the screen and belongs to what has the focus."""
    for _ in range(steps):
        if text in t.term.text():
            return
        t.press("Tab")
    t.sees(text, timeout_ms=1000)


def answer_with(t, key, *verdicts):
    """Chooses an option, settles it, and waits for one of the verdicts."""
    before = {v: t.term.text().count(v) for v in verdicts}
    t.press(key)
    t.keys("Enter").until(f"one of {verdicts}",
                          lambda: any(t.term.text().count(v) > before[v] for v in verdicts))
    t.press("Tab")


def journey_search_palette_help():
    with Home() as home, Tutor(home) as t:
        t.opens()
        t.keys("?").sees("Keys that work here now", "search")
        t.keys("text:mouse").sees("mouse on or off", "1 keys").keys("Esc").misses("Keys that work here now")
        t.keys("/").sees("Search everything").keys("text:zzzz").sees("nothing is called")
        t.keys("Esc").misses("Search everything")
        t.search("paged", "Paged")
        t.keys("1").sees("The five stages")
        t.keys(":").sees("Actions").keys("text:map").sees("▸ Map").keys("Enter").sees("mature, standardised")
        t.keys(":").sees("Actions").keys("text:zoom Enter").sees("a part of the landscape")
        t.keys(":").sees("Actions").keys("text:quit Enter")
        t.ended(0)


if __name__ == "__main__":
    sys.exit(main(sys.modules[__name__]))
