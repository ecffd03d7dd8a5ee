"""Writes py-fsrs-6.3.2.json beside this file. Needs `pip install fsrs==6.3.2`; see README.md."""

import json
import pathlib
import random
from datetime import datetime, timedelta, timezone

from fsrs import Card, Rating, Scheduler, State

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
NAMES = {1: "again", 2: "hard", 3: "good", 4: "easy"}


def planner(**options):
    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False, **options)


def history(name, scheduler, ratings, gaps):
    """Answers a fresh card; gaps[i] is the days before answer i (None: on the due day)."""
    card, now, steps = Card(card_id=1), START, []
    for number, rating in enumerate(ratings):
        wait = 0
        if number > 0:
            planned = (card.due - card.last_review).days
            wait = planned if gaps is None or gaps[number] is None else gaps[number]
        now += timedelta(days=wait)
        recall = scheduler.get_card_retrievability(card, now) if number > 0 else None
        card, _ = scheduler.review_card(card, Rating(rating), now)
        assert card.state == State.Review
        steps.append({
            "days": wait,
            "rating": NAMES[rating],
            "recall_before": recall,
            "stability": card.stability,
            "difficulty": card.difficulty,
            "interval": (card.due - card.last_review).days,
        })
    return {"name": name, "steps": steps}


def main():
    standard = planner()
    cases = []
    for text in ("GGGGGG", "AGGG", "GGAGG", "HHHH", "EEE", "AAAA", "GEHA", "EAEAEA", "HGGEGGAGGGG"):
        ratings = ["AHGE".index(letter) + 1 for letter in text]
        cases.append(history(f"{text} on the due day", standard, ratings, None))
    for first in (1, 2, 3, 4):
        for second in (1, 2, 3, 4):
            cases.append(history(f"same day {NAMES[first]} {NAMES[second]}", standard,
                                 [first, second, 3, second], [0, 0, 0, None]))
    draw = random.Random(20261123)
    for number in range(200):
        length = draw.randint(2, 14)
        ratings = draw.choices((1, 2, 3, 4), weights=(2, 2, 5, 1), k=length)
        gaps = [draw.choice((None, 0, 1, 2, 3, 7, 30, 365, 2000)) for _ in range(length)]
        cases.append(history(f"random {number}", standard, ratings, gaps))
    other = []
    for retention in (0.8, 0.95):
        scheduler = planner(desired_retention=retention)
        other.append({"retention": retention,
                      "cases": [history("GGHGA", scheduler, [3, 3, 2, 3, 1], None)]})
    result = {
        "source": "py-fsrs 6.3.2, learning_steps=(), relearning_steps=(), enable_fuzzing=False",
        "parameters": list(standard.parameters),
        "retention": standard.desired_retention,
        "cases": cases,
        "other_retentions": other,
    }
    target = pathlib.Path(__file__).with_name("py-fsrs-6.3.2.json")
    target.write_text(json.dumps(result, indent=1) + "\n")


main()
