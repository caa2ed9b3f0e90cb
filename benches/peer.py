"""peer.py LEDGER OUT: DuckDB answers the twelve questions of benches/rules in SQL and writes the rows that it finds.

OUT is a folder; R01.txt … R12.txt hold one txn_id a line (of R10 one collective a line), sorted.
Prints the seconds that loading and all questions took together.
Where a kind of rule says more than a plain peer would ask (all rows of a burst, both invoices of a pair), the SQL says the same.
"""

import datetime
import pathlib
import sys
import time
import tomllib

import duckdb

ledger, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
few = len(sys.argv) > 3 and sys.argv[3] == "few"
home = pathlib.Path(__file__).resolve().parent
out.mkdir(parents=True, exist_ok=True)


def read(path):
    return tomllib.loads((home / path).read_text(encoding="utf8"))


def words(name):
    return "|".join(w for t in read(f"rules/lists/{name}.toml")["terms"] for w in t["any"])


def days_off():
    """Saturdays and Sundays that are no make-up workdays, and holidays, of the years of the ledger."""
    days = []
    for year in read("../rules/lists/calendar.toml")["years"]:
        if 2022 <= year["year"] <= 2024:
            day = datetime.date(year["year"], 1, 1)
            while day.year == year["year"]:
                short = day.strftime("%m-%d")
                if short in year["off"] or (day.weekday() >= 5 and short not in year["work"]):
                    days.append(f"DATE '{day}'")
                day += datetime.timedelta(1)
    return ",".join(days)


codes = ",".join(f"'{c}'" for c in read("../rules/lists/venue-mcc.toml")["codes"])
cash, off, apart, chi = (5_000_000, 5_000_000, 900_000 / 674.5, 900.0) if few else (500_000, 100_000, 10, 20.09)
columns = {c: "VARCHAR" for c in "org_code voucher_no account_code summary payee payee_account direction method mcc place preparer approver".split()}
columns |= {"txn_id": "BIGINT", "date": "DATE", "amount": "DECIMAL(14,2)", "invoice_no": "BIGINT"}
order = "txn_id org_code date voucher_no account_code summary payee payee_account amount direction method mcc place preparer approver invoice_no".split()
typed = ",".join(f"{c}:'{columns[c]}'" for c in order)
base = duckdb.connect()
base.execute("SET preserve_insertion_order=false")

start = time.monotonic()
base.execute(f"""CREATE TEMP TABLE l AS SELECT txn_id, org_code, date, summary, payee, CAST(amount * 100 AS BIGINT) cents, direction, method,
    mcc, preparer, approver, invoice_no FROM read_csv('{ledger}/payments.csv', header=true, columns={{{typed}}})""")
base.execute(f"CREATE TEMP TABLE m AS SELECT * FROM read_csv('{ledger}/meetings.csv', header=true, all_varchar=true)")
questions = {
    "R01": f"SELECT txn_id FROM l WHERE regexp_matches(summary, '{words('bench-words')}') OR regexp_matches(payee, '{words('bench-words')}')",
    "R02": f"SELECT txn_id FROM l WHERE direction = 'out' AND mcc IN ({codes})",
    "R03": f"SELECT txn_id FROM l WHERE direction = 'out' AND method = 'cash' AND cents >= {cash}",
    "R04": f"SELECT txn_id FROM l WHERE direction = 'out' AND method IN ('cash', 'card') AND cents >= {off} AND date IN ({days_off()})",
    "R05": """SELECT txn_id FROM l JOIN (SELECT payee, cents, invoice_no FROM l WHERE invoice_no IS NOT NULL GROUP BY ALL HAVING count(*) > 1)
        USING (payee, cents, invoice_no)""",
    "R06": """WITH s AS (SELECT *, count(*) OVER w n, sum(cents) OVER w total FROM l WHERE direction = 'out' AND cents < 1000000
            WINDOW w AS (PARTITION BY org_code, payee ORDER BY date RANGE BETWEEN INTERVAL 6 DAYS PRECEDING AND CURRENT ROW)),
        ends AS (SELECT DISTINCT org_code, payee, date FROM s WHERE n >= 3 AND total >= 1000000)
        SELECT DISTINCT s.txn_id FROM s JOIN ends USING (org_code, payee) WHERE ends.date BETWEEN s.date AND s.date + 6""",
    "R07": """WITH n AS (SELECT DISTINCT payee, invoice_no FROM l WHERE invoice_no IS NOT NULL)
        SELECT txn_id FROM l JOIN (SELECT payee, invoice_no FROM n SEMI JOIN (SELECT payee, invoice_no + d invoice_no FROM n, (VALUES (-1), (1)) t(d))
        USING (payee, invoice_no)) USING (payee, invoice_no)""",
    "R08": f"""SELECT DISTINCT txn_id FROM (SELECT * FROM l WHERE regexp_matches(summary, '{words('bench-travel')}'))
        JOIN m ON org_code = org AND date BETWEEN CAST(m.start AS DATE) - 1 AND CAST(m.end AS DATE) + 2""",
    "R09": f"""WITH a AS (SELECT org_code, quantile_disc(cents, 0.5) mid FROM l WHERE direction = 'out' GROUP BY 1),
        b AS (SELECT org_code, any_value(mid) mid, quantile_disc(abs(cents - mid), 0.5) mad FROM l JOIN a USING (org_code) WHERE direction = 'out' GROUP BY 1)
        SELECT txn_id FROM l JOIN b USING (org_code) WHERE direction = 'out' AND mad > 0 AND cents > mid + {apart} * mad""",
    "R10": f"""WITH d AS (SELECT org_code, CAST(left(CAST(cents AS VARCHAR), 1) AS INT) d, count(*) c FROM l WHERE direction = 'out' AND cents > 0 GROUP BY 1, 2),
        t AS (SELECT org_code, sum(c) n FROM d GROUP BY 1), g AS (SELECT org_code, n, x.d, n * log10(1 + 1.0 / x.d) e FROM t, range(1, 10) x(d))
        SELECT g.org_code FROM g LEFT JOIN d ON d.org_code = g.org_code AND d.d = g.d GROUP BY 1 HAVING sum(pow(coalesce(c, 0) - e, 2) / e) > {chi}""",
    "R11": "SELECT txn_id FROM l WHERE preparer = approver",
    "R12": """SELECT txn_id FROM l JOIN (SELECT org_code, payee, min(date) date FROM l WHERE direction = 'out' GROUP BY 1, 2) USING (org_code, payee, date)
        WHERE direction = 'out' AND cents >= 5000000""",
}
found = {name: base.execute(question).fetchnumpy() for name, question in questions.items()}
print(f"{time.monotonic() - start:.2f}")
for name, table in found.items():
    (values,) = table.values()
    (out / f"{name}.txt").write_text("".join(f"{v}\n" for v in sorted(values)))
