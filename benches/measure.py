"""measure.py SANZI LEDGERS RUNS: scans, Polars' read and DuckDB's twelve questions in turn; medians and ratios, written into README.md.

LEDGERS-many and LEDGERS-few are the two ledgers; LEDGERS-all is the latter with all other feeds beside it. The rows that DuckDB finds are held against ours, rule by rule: where they differ
nothing is written, and the exit code is 1.
"""

import collections
import csv
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sanzi, ledgers, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
here = pathlib.Path(__file__).resolve().parent
rows = sum(1 for _ in open(f"{ledgers}-few/payments.csv", "rb")) - 1
read = "import polars as p, sys; p.read_csv(sys.argv[1], infer_schema_length=0)"
# Under these bounds at most one row in two hundred is a hit.
rare = ["R03.least=50000元", "R04.least=50000元", "R09.factor=900.0", "R10.critical=900.0"]


def run(command):
    """Wall seconds, CPU seconds and peak MB of one process, as the system accounts for it."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command[0]} failed: {err.decode(errors='replace')[-2000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def same_rows(out, answers):
    """Whether hits.csv and DuckDB's answers name the same rows of payments.csv; says what differs."""
    ours = collections.defaultdict(set)
    with open(f"{out}/hits.csv", encoding="utf-8-sig", newline="") as file:
        for hit in csv.DictReader(file):
            if hit["role"] == "hit" and hit["file"] == "payments.csv":
                # The heading is record 1; of digits a collective is meant, whichever row stands for it.
                ours[hit["rule_id"]].add(hit["org"] if hit["rule_id"] == "R10" else str(int(hit["row"]) - 1))
    same = True
    for answer in sorted(pathlib.Path(answers).glob("R*.txt")):
        theirs = set(answer.read_text().split())
        if ours[answer.stem] != theirs:
            print(f"{answer.stem}: {len(ours[answer.stem] - theirs)} rows only here, {len(theirs - ours[answer.stem])} only there")
            same = False
    return same, sum(map(len, ours.values()))


with tempfile.TemporaryDirectory() as out:
    scan = [sanzi, "scan", "--rules", str(here / "rules")]
    less = [word for bound in rare for word in ("--set", bound)]
    commands = {
        "Polars `read_csv`, all columns": [sys.executable, "-c", read, f"{ledgers}-few/payments.csv"],
        "12 rules, few hits, leads and evidence": [*scan, f"{ledgers}-few", *less, "--out", f"{out}/f", "--format", "jsonl"],
        "12 rules, many hits, `--format hits`": [*scan, f"{ledgers}-many", "--out", f"{out}/m", "--format", "hits"],
        "the whole rulebook, all feeds filled, `--format hits`": [sanzi, "scan", f"{ledgers}-all", "--out", f"{out}/w", "--format", "hits"],
        "DuckDB, the 12 questions, few hits": [sys.executable, str(here / "peer.py"), f"{ledgers}-few", f"{out}/pf", "few"],
        "DuckDB, the 12 questions, many hits": [sys.executable, str(here / "peer.py"), f"{ledgers}-many", f"{out}/pm"],
    }
    found = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            figures = run(command)
            if turn:
                found[name].append(figures)
    timings = json.loads(pathlib.Path(f"{out}/w/timings.json").read_text())["timings"]
    rules = sorted(((t["micros"], t["name"]) for t in timings if t["name"][1:].isdigit()), reverse=True)
    (few, few_hits), (many, many_hits) = same_rows(f"{out}/f", f"{out}/pf"), same_rows(f"{out}/m", f"{out}/pm")

base = [statistics.median(column) for column in zip(*found["Polars `read_csv`, all columns"])]
lines = [
    f"{datetime.date.today()}, {rows:,} rows, {few_hits:,} and {many_hits:,} hits, {runs} runs in turn, medians.",
    "",
    "| | wall s | CPU s | peak MB | wall against Polars | CPU against Polars | bytes a row |",
    "|---|--:|--:|--:|--:|--:|--:|",
]
for name, figures in found.items():
    wall, cpu, peak = (statistics.median(column) for column in zip(*figures))
    ratios = f"{wall / base[0]:.2f} | {cpu / base[1]:.2f} | {peak * 1048576 / rows:.0f}"
    lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {ratios} |")
dear = ", ".join(f"{name} {micros / sum(m for m, _ in rules):.1%}" for micros, name in rules[:5])
lines += ["", f"Of the whole rulebook's time for rules ({len(rules)} of them) the dearest take: {dear}."]
print("\n".join(lines))
if not (few and many):
    sys.exit(1)
readme = here / "README.md"
begin, end = f"<!-- measured {rows} -->\n", "<!-- end -->\n"
text = readme.read_text(encoding="utf8")
head, mark, rest = text.partition(begin)
if not mark:
    head, rest = text.rstrip("\n") + f"\n\n## {rows:,} rows\n\n", end
readme.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.partition(end)[2], encoding="utf8")
