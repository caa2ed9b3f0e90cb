"""measure.py SANZI LEDGER RUNS: a scan and Polars' read in turn; wall, CPU and peak memory, medians and ratios."""

import os
import statistics
import subprocess
import sys
import tempfile
import time

sanzi, ledger, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
rows = sum(1 for _ in open(f"{ledger}/payments.csv", "rb")) - 1
read = "import polars as p, sys; p.read_csv(sys.argv[1], infer_schema_length=0)"


def run(command):
    """Wall seconds, CPU seconds and peak MB of one process, as the system accounts for it."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    err = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{command[0]} failed: {err.decode(errors='replace')[-2000:]}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


with tempfile.TemporaryDirectory() as out:
    scan = [sanzi, "scan", ledger, "--rules", "benches/rules", "--out", f"{out}/o", "--format", "jsonl"]
    hits = [sanzi, "scan", ledger, "--rules", "benches/rules", "--out", f"{out}/h", "--format", "hits"]
    polars = [sys.executable, "-c", read, f"{ledger}/payments.csv"]
    found = {"scan": [], "scan, hits only": [], "Polars read_csv": []}
    for turn in range(runs + 1):
        for name, command in zip(found, (scan, hits, polars)):
            figures = run(command)
            if turn:
                found[name].append(figures)
    lines = sum(1 for _ in open(f"{out}/h/hits.csv", "rb")) - 1

base = [statistics.median(column) for column in zip(*found["Polars read_csv"])]
print(f"{rows} rows, {lines} hits, {runs} runs, medians\n")
print("| | wall s | CPU s | peak MB | wall against Polars | bytes a row |\n|---|--:|--:|--:|--:|--:|")
for name, figures in found.items():
    wall, cpu, peak = (statistics.median(column) for column in zip(*figures))
    print(f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {wall / base[0]:.2f} | {peak * 1048576 / rows:.0f} |")
