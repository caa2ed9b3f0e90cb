"""measure.py SANZI LEDGERS RUNS: scans, Polars' reads and DuckDB's twelve questions in turn; medians and ratios, written into README.md.

LEDGERS-many and LEDGERS-few are the two ledgers; LEDGERS-all is the latter with all other feeds beside it; LEDGERS-parquet, made here, is it as
Parquet. The rows that DuckDB finds are held against ours, rule by rule: where they differ nothing is written, and the exit code is 1.
"""

import collections
import csv
import datetime
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sanzi, ledgers, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
here = pathlib.Path(__file__).resolve().parent
rows = sum(1 for _ in open(f"{ledgers}-few/payments.csv", "rb")) - 1
read = "import polars as p, sys; p.read_csv(sys.argv[1], infer_schema_length=0)"
read_parquet = "import polars as p, sys; p.read_parquet(sys.argv[1])"
pack = """
import polars as p, sys
rows = p.read_csv(sys.argv[1], infer_schema_length=0)
rows = rows.with_columns(p.col("date").str.to_date(), p.col("amount").str.to_decimal(scale=2))
rows.write_parquet(sys.argv[2])
"""
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


def same_rows(out, answers, headings=1):
    """Whether hits.csv and DuckDB's answers name the same rows of the payments, behind so many rows of headings; says what differs."""
    ours = collections.defaultdict(set)
    with open(f"{out}/hits.csv", encoding="utf-8-sig", newline="") as file:
        for hit in csv.DictReader(file):
            if hit["role"] == "hit" and hit["feed"] == "payments":
                # Of digits a collective is meant, whichever row stands for it.
                ours[hit["rule_id"]].add(hit["org"] if hit["rule_id"] == "R10" else str(int(hit["row"]) - headings))
    same = True
    for answer in sorted(pathlib.Path(answers).glob("R*.txt")):
        theirs = set(answer.read_text().split())
        if ours[answer.stem] != theirs:
            print(f"{answer.stem}: {len(ours[answer.stem] - theirs)} rows only here, {len(theirs - ours[answer.stem])} only there")
            same = False
    return same, sum(map(len, ours.values()))


def as_parquet():
    """The ledger of few hits as Polars writes it."""
    few, packed = pathlib.Path(f"{ledgers}-few"), pathlib.Path(f"{ledgers}-parquet")
    if not (packed / "sanzi.toml").exists():
        packed.mkdir(exist_ok=True)
        subprocess.run([sys.executable, "-c", pack, few / "payments.csv", packed / "payments.parquet"], check=True)
        shutil.copy(few / "meetings.csv", packed)
        pins = (few / "sanzi.toml").read_text(encoding="utf8")
        (packed / "sanzi.toml").write_text(pins.replace("payments.csv", "payments.parquet"), encoding="utf8")
    return packed


def five_hundred(folder):
    """A folder of five hundred rules: the shipped ones, four times and more, under other names."""
    shipped = here.parent / "rules"
    shutil.copytree(shipped / "lists", folder / "lists")
    rules = sorted(path for path in shipped.glob("*/*.toml") if path.parent.name not in ("lists", "indices"))
    for number in range(500):
        path, turn = rules[number % len(rules)], number // len(rules)
        text = re.sub(r'(?m)^(id\s*=\s*"[A-Z])(\d\d)"', rf'\g<1>{turn}\2"', path.read_text(encoding="utf8"), count=1)
        (folder / f"{path.parent.name}-{turn}").mkdir(exist_ok=True)
        (folder / f"{path.parent.name}-{turn}" / path.name).write_text(text, encoding="utf8")


with tempfile.TemporaryDirectory() as out:
    packed, many_rules = as_parquet(), pathlib.Path(out) / "rules"
    five_hundred(many_rules)
    scan = [sanzi, "scan", "--rules", str(here / "rules")]
    less = [word for bound in rare for word in ("--set", bound)]
    commands = {
        "Polars `read_csv`, all columns": [sys.executable, "-c", read, f"{ledgers}-few/payments.csv"],
        "12 rules, few hits, leads and evidence": [*scan, f"{ledgers}-few", *less, "--out", f"{out}/f", "--format", "jsonl"],
        "the same on one thread": [*scan, f"{ledgers}-few", *less, "--out", f"{out}/1", "--format", "jsonl", "--threads", "1"],
        "12 rules, many hits, `--format hits`": [*scan, f"{ledgers}-many", "--out", f"{out}/m", "--format", "hits"],
        "the whole rulebook, all feeds filled, `--format hits`": [sanzi, "scan", f"{ledgers}-all", "--out", f"{out}/w", "--format", "hits"],
        "Polars `read_parquet`, all columns": [sys.executable, "-c", read_parquet, str(packed / "payments.parquet")],
        "12 rules from Parquet, few hits, `--format hits`": [*scan, str(packed), *less, "--out", f"{out}/q", "--format", "hits"],
        "DuckDB, the 12 questions, few hits": [sys.executable, str(here / "peer.py"), f"{ledgers}-few", f"{out}/pf", "few"],
        "DuckDB, the 12 questions, many hits": [sys.executable, str(here / "peer.py"), f"{ledgers}-many", f"{out}/pm"],
        "`rules check` of 500 rules with their examples": [sanzi, "rules", "check", "--rules", str(many_rules)],
        "`--help`": [sanzi, "--help"],
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
    packed_same, _ = same_rows(f"{out}/q", f"{out}/pf", 0)

base = [statistics.median(column) for column in zip(*found["Polars `read_csv`, all columns"])]
lines = [
    f"{datetime.date.today()}, {rows:,} rows, {few_hits:,} and {many_hits:,} hits, {runs} runs in turn, medians.",
    "",
    "| | wall s | CPU s | peak MB | wall against Polars | CPU against Polars | bytes a row |",
    "|---|--:|--:|--:|--:|--:|--:|",
]
for name, figures in found.items():
    wall, cpu, peak = (statistics.median(column) for column in zip(*figures))
    if name.startswith("`"):
        lines.append(f"| {name} | {wall:.3f} | {cpu:.3f} | {peak:.0f} | | | |")
        continue
    ratios = f"{wall / base[0]:.2f} | {cpu / base[1]:.2f} | {peak * 1048576 / rows:.0f}"
    lines.append(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {ratios} |")
dear = ", ".join(f"{name} {micros / sum(m for m, _ in rules):.1%}" for micros, name in rules[:5])
lines += ["", f"Of the whole rulebook's time for rules ({len(rules)} of them) the dearest take: {dear}."]
print("\n".join(lines))
if not (few and many and packed_same):
    sys.exit(1)
readme = here / "README.md"
begin, end = f"<!-- measured {rows} -->\n", "<!-- end -->\n"
text = readme.read_text(encoding="utf8")
head, mark, rest = text.partition(begin)
if not mark:
    head, rest = text.rstrip("\n") + f"\n\n## {rows:,} rows\n\n", end
readme.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.partition(end)[2], encoding="utf8")
