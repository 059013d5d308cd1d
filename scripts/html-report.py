#!/usr/bin/env python3
"""A project with a given number of findings: each drops a column that one function and several routes use. Usage: scripts/html-report.py COUNT FOLDER"""

import pathlib
import sys

count, root = int(sys.argv[1]), pathlib.Path(sys.argv[2])
columns = ",\n".join(f"    col_{i} text" for i in range(count))
for tree in ("base", "head"):
    for folder in ("migrations", "app"):
        (root / tree / folder).mkdir(parents=True)
    (root / tree / "migrations/0001_init.sql").write_text(f"CREATE TABLE accounts (\n    id bigint PRIMARY KEY,\n{columns}\n);\n")
    for i in range(count):
        others = "".join(
            f'\n@app.post("/other/{i}/{j}/a-path-that-is-rather-long/{{account_id}}")\ndef other_{i}_{j}():\n    return helper_{i}()\n' for j in range(i % 4)
        )
        (root / tree / f"app/part_{i}.py").write_text(
            f"""from fastapi import FastAPI
app = FastAPI()

def helper_{i}():
    return db.execute("SELECT id, col_{i} FROM accounts WHERE col_{i} = %s AND id > 0 ORDER BY id, col_{i} LIMIT 100 -- <script>alert(1)</script>", (1,))

@app.get("/accounts/{i}/{{account_id}}")
def get_{i}(account_id: int):
    return helper_{i}()
{others}"""
        )
for i in range(count):
    (root / f"head/migrations/{i + 2:04}_drop_{i}.sql").write_text(f"ALTER TABLE accounts\n    DROP COLUMN col_{i};\n")
