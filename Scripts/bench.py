#!/usr/bin/env python3
"""Measures the tutor beside nano in one run, and the simulators' speed.

    Scripts/bench.py [--runs N] [--json FILE] [--strict] [PROGRAM]     PROGRAM: .build/release/aiinfra-tutor

The terminal is measured from outside with the project's own probe: runs of both programs alternate, so that both see
the same machine. `--strict` ends with 1 when an aim is missed; timings depend on the machine, so nothing else does.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "Tests", "JourneyTests"))
from tui_probe import Session, now_ms, parse_keys, percentile  # noqa: E402

SIZE = (80, 24)
#: A frame is over when nothing has come for this long.
FRAME_QUIET_MS = 60
KEY_QUIET_MS = 25


def session(argv, home):
    env = {"PATH": os.environ["PATH"], "HOME": home, "LANG": "C.UTF-8", "TZ": "UTC"}
    return Session(argv, size=SIZE, env=env, quiet_ms=KEY_QUIET_MS)


def first_frame(s):
    """Milliseconds from exec to the first byte and to the last byte of the first frame."""
    settle = s.settle(timeout_ms=5_000, quiet_ms=FRAME_QUIET_MS, t0=s.start_ms)
    return settle.first_ms, settle.last_ms


def press(s, step):
    """Milliseconds and bytes of one key; None when it changes nothing."""
    t0 = now_ms()
    s.send(step)
    settle = s.settle(timeout_ms=1_000, quiet_ms=KEY_QUIET_MS, first_ms=150, t0=t0)
    if settle.bytes == 0:
        return None
    return settle.first_ms, settle.last_ms, settle.bytes


class Program:
    """One of the two programs, what to type before the keys that are measured, and all measurements."""

    def __init__(self, name, argv, before, keys, way_out):
        self.name, self.argv = name, argv
        self.before, self.keys, self.way_out = parse_keys(before), parse_keys(keys), parse_keys(way_out)
        self.forget()

    def forget(self):
        self.first_byte, self.frame, self.key_first, self.key, self.bytes = [], [], [], [], []
        self.peak, self.idle_bytes, self.idle_wakeups, self.exit = [], [], [], []

    def run(self, home, with_idle):
        with session(self.argv, home) as s:
            byte, frame = first_frame(s)
            self.first_byte.append(byte)
            self.frame.append(frame)
            for step in self.before:
                press(s, step)
            for step in self.keys:
                measured = press(s, step)
                if measured:
                    self.key_first.append(measured[0])
                    self.key.append(measured[1])
                    self.bytes.append(measured[2])
            if with_idle:
                s.settle(first_ms=300)
                a, before = s.sample(), s.bytes
                s._read_once(2_000)
                b = s.sample()
                self.idle_bytes.append(s.bytes - before)
                self.idle_wakeups.append((b["switches"] - a["switches"]) / 2)
            self.peak.append(s.sample()["peak_rss_kib"])
            t0 = now_ms()
            for step in self.way_out:
                s.send(step)
                if step != self.way_out[-1]:
                    s.settle(first_ms=200)
                    t0 = now_ms()
            s.wait_for("exit", 3_000)
            if s.exit_ms:
                self.exit.append(s.exit_ms - t0)


def peak_of_a_long_visit(program, home):
    """Peak memory in MiB after every screen, lessons, a challenge's run and a run in the lab."""
    with session([program], home) as s:
        first_frame(s)
        for key in parse_keys("2 Right*3 z z Enter q 3 Right Right Enter Space*5 Tab*6 q 4 Enter"):
            press(s, key)
        for key in parse_keys("r wait:1 q 5 Enter r wait:1 q 6 1"):
            if key[0] == "key":
                press(s, key)
            else:
                s.settle(timeout_ms=4_000, quiet_ms=500, first_ms=500)
        return s.sample()["peak_rss_kib"] / 1024


# -- simulators ---------------------------------------------------------------

def timed(argv, runs):
    """Best and median wall seconds, and the last output."""
    walls, output = [], ""
    for _ in range(runs):
        begin = time.monotonic()
        done = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        walls.append(time.monotonic() - begin)
        output = done.stdout
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(argv)}: {done.returncode}\n{done.stdout[-500:]}{done.stderr[-500:]}")
    return min(walls), percentile(walls, 50), output


def serving_speed(program, runs):
    """The workload goldens: replayed and compared, wall time of the whole command with reading the file."""
    rows = []
    for name in ("w1-sysprompt-5000", "w2-chat-pressure-2000"):
        path = os.path.join(ROOT, "Tests", "Goldens", "kv-cache", "workloads", name + ".json")
        with open(path, encoding="utf-8") as f:
            data = json.load(f)
        best, median, output = timed([program, "verify", path, "--format", "json"], runs)
        if json.loads(output)["passed"] != 1:
            raise SystemExit(f"{name}: the replay differs from vLLM's\n{output}")
        steps, tokens = data["expected"]["steps"], data["expected"]["scheduled_tokens"]
        peer = min(run["wall_s"] for run in data["python_peer"]["runs"])
        rows.append({"name": name, "requests": len(data["requests"]), "steps": steps, "tokens": tokens,
                     "wall_s": best, "wall_median_s": median, "requests_per_s": len(data["requests"]) / best,
                     "steps_per_s": steps / best, "tokens_per_s": tokens / best, "vllm_python_wall_s": peer})
    return rows


SCENARIO = """version: 1
lab: scheduling
title: Two thousand pods over a thousand nodes
title_zh: 两千个 Pod，一千个节点
about: |
  A full cluster's worth of small pods, all at once.
end_s: 10
nodes:
  - {name: node, count: 1000, cpu_milli: 8000, memory_mib: 32768, zones: [zone-a, zone-b, zone-c]}
pods:
  - name: pod
    arrivals: {count: 2000, pattern: together}
    cpu_milli: 1000
    memory_mib: 2048
    duration_s: 3600
"""


def scheduling_speed(program, runs):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "many.yml")
        with open(path, "w", encoding="utf-8") as f:
            f.write(SCENARIO)
        best, median, output = timed([program, "sim", "scheduling", "--scenario", path, "--seed", "1",
                                      "--format", "json"], runs)
    result = json.loads(output)
    return {"pods": 2000, "nodes": 1000, "wall_s": best, "wall_median_s": median, "pods_per_s": 2000 / best,
            "events": result.get("events"), "digest": result.get("digest")}


# -- the tables ---------------------------------------------------------------

def table(rows):
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    for number, row in enumerate(rows):
        print("| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print()


def ms(values, p=50):
    return f"{percentile(values, p):.1f} ms" if values else "-"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="?", default=os.path.join(ROOT, ".build", "release", "aiinfra-tutor"))
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", help="write all figures to this file")
    parser.add_argument("--strict", action="store_true", help="end with 1 when an aim is missed")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    nano = shutil.which("nano")
    if not os.access(program, os.X_OK) or not nano:
        raise SystemExit(f"bench needs {program} (make build) and nano (apt-get install nano)")

    # One built as installed: stripped, with its content and index found as usual.
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as prefix:
        installed = install(program, prefix)
        tutor = Program("aiinfra-tutor", [installed], "2", "Right*6 Left*3 Up*4 Down*4 Left*3 Right*4", "1 q")
        text = os.path.join(ROOT, "lessons", "31-kv-cache.md")
        editor = Program("nano", [nano, "--ignorercfiles", text], "", "Down*12 Right*4 Left*4 Up*4", "C-x")
        for p in (tutor, editor):                        # once to warm the caches
            p.run(home, with_idle=False)
            p.forget()
        for number in range(options.runs):
            for p in (tutor, editor):
                p.run(home, with_idle=number < 3)
        visit = peak_of_a_long_visit(installed, home)
        serving = serving_speed(installed, 5)
        scheduling = scheduling_speed(installed, 5)
        size = os.path.getsize(installed)

    print(f"\naiinfra-tutor beside nano: {options.runs} runs each in turn, {SIZE[0]}x{SIZE[1]}, xterm-256color, "
          f"load {os.getloadavg()[0]:.1f}\n")
    rows = [("", "aiinfra-tutor", "nano", "aim", "met")]
    met = []

    def row(name, a, b, aim="", holds=None):
        if holds is not None:
            met.append((name, holds))
        rows.append((name, a, b, aim, "" if holds is None else "yes" if holds else "NO"))

    t, n = tutor, editor
    row("first byte, median", ms(t.first_byte), ms(n.first_byte))
    row("first frame, min", ms(t.frame, 0), ms(n.frame, 0))
    row("first frame, median", ms(t.frame), ms(n.frame), "no later than nano",
        percentile(t.frame, 50) <= percentile(n.frame, 50))
    row("first frame, p95", ms(t.frame, 95), ms(n.frame, 95))
    row("key, median", ms(t.key), ms(n.key), "1.5 times nano", percentile(t.key, 50) <= 1.5 * percentile(n.key, 50))
    row("key, p95", ms(t.key, 95), ms(n.key, 95))
    row("bytes for a cursor move, median", f"{percentile(t.bytes, 50):.0f}", f"{percentile(n.bytes, 50):.0f}",
        "at most 150", percentile(t.bytes, 50) <= 150)
    row("bytes for a cursor move, p95", f"{percentile(t.bytes, 95):.0f}", f"{percentile(n.bytes, 95):.0f}")
    row("peak memory (VmHWM)", f"{max(t.peak) / 1024:.1f} MiB", f"{max(n.peak) / 1024:.1f} MiB", "20 MiB",
        max(t.peak) <= 20 * 1024)
    row("peak memory, every screen and a run", f"{visit:.1f} MiB", "", "never over 30 MiB", visit <= 30)
    row("idle: wake-ups a second", f"{min(t.idle_wakeups):.1f}", f"{min(n.idle_wakeups):.1f}", "0",
        min(t.idle_wakeups) == 0)
    row("idle: bytes", max(t.idle_bytes), max(n.idle_bytes), "0", max(t.idle_bytes) == 0)
    row("leaving, median", ms(t.exit), ms(n.exit), "100 ms", percentile(t.exit, 50) <= 100)
    row("size of the program", f"{size / 1e6:.1f} MB", f"{os.path.getsize(nano) / 1e6:.1f} MB")
    table(rows)
    print("Keys: cursor moves, on the landscape and in a text; time to the last byte of the answer.\n")

    print("Serving simulator: vLLM's scheduler and KV cache, every step compared with the recorded one\n")
    table([("workload", "requests", "steps", "tokens", "wall, best of 5", "requests/s", "steps/s", "tokens/s",
            "vLLM's own Python, recorded")]
          + [(r["name"], r["requests"], r["steps"], r["tokens"], f"{r['wall_s'] * 1e3:.0f} ms",
              f"{r['requests_per_s']:,.0f}", f"{r['steps_per_s']:,.0f}", f"{r['tokens_per_s']:,.0f}",
              f"{r['vllm_python_wall_s']:.1f} s") for r in serving])
    print("Scheduling simulator: kube-scheduler's filters and scores\n")
    s = scheduling
    table([("pods", "nodes", "wall, best of 5", "pods/s"),
           (s["pods"], s["nodes"], f"{s['wall_s'] * 1e3:.0f} ms", f"{s['pods_per_s']:,.0f}")])

    if options.json:
        with open(options.json, "w", encoding="utf-8") as f:
            json.dump({"tutor": vars(t), "nano": vars(n), "visit_mib": visit, "serving": serving,
                       "scheduling": scheduling, "load": os.getloadavg()}, f, indent=1)
    missed = [name for name, holds in met if not holds]
    print("all aims met" if not missed else "missed: " + "; ".join(missed))
    return 1 if missed and options.strict else 0


def install(program, prefix):
    """As `make install` puts it: stripped, content and index in ../share."""
    binary = os.path.join(prefix, "bin", "aiinfra-tutor")
    share = os.path.join(prefix, "share", "aiinfra-tutor")
    os.makedirs(os.path.dirname(binary))
    shutil.copy2(program, binary)
    if shutil.which("strip"):
        subprocess.run(["strip", binary], check=False)
    for name in ("lessons", "challenges"):
        shutil.copytree(os.path.join(ROOT, name), os.path.join(share, name))
    subprocess.run([binary, "index", "--content", share], check=True, stdout=subprocess.DEVNULL)
    return binary


if __name__ == "__main__":
    sys.exit(main())
