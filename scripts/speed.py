"""Measures migcheck beside ripgrep and squawk; see speed.sh, which calls it.

Every figure is the median of several runs. Runs of the programs that are compared take turns, so that what else the machine does meets them alike. CPU is what the
process and its children took (git is a child of migcheck). The trees are the same on every machine: the generator has a seed and no clock.
"""

import argparse
import datetime
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RIPGREP, SQUAWK = os.environ.get("RIPGREP"), os.environ.get("SQUAWK")
TABLES, COLUMNS = 60, 20
FIRST = "orders lines users carts bills parts routes depots drivers slots".split()
SECOND = "waybill parcel customer invoice freight loading carrier customs shelf pallet tariff return".split()
THIRD = "number status checked weight origin target opened closed rate note".split()


class Took:
    """The medians of some runs."""

    def __init__(self, runs):
        self.wall = statistics.median(run[0] for run in runs)
        self.cpu = statistics.median(run[1] for run in runs)
        self.peak = statistics.median(run[2] for run in runs)
        self.code = runs[-1][3]


def once(command, given, cwd):
    """Runs a command: seconds, seconds of CPU, megabytes, exit code."""
    source = tempfile.TemporaryFile()
    source.write(given.encode())
    source.seek(0)
    with open(os.devnull, "wb") as null, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdin=source, stdout=null, stderr=errors, cwd=cwd)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode not in (0, 1):
            errors.seek(0)
            sys.exit(f"{' '.join(command[:4])} … in {cwd}: exit code {child.returncode}\n{errors.read().decode()[-1000:]}")
    source.close()
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, child.returncode


def measure(commands, runs, cwd, warm=0):
    """Runs commands by turns: for each, by its name, what it took, the first `warm` turns left out. A command is (words, what it reads)."""
    taken = {name: [] for name in commands}
    for turn in range(runs + warm):
        for name, (words, given) in commands.items():
            result = once(words, given, cwd)
            if turn >= warm:
                taken[name].append(result)
    return {name: Took(results) for name, results in taken.items()}


def table_name(number):
    return f"{SECOND[number % len(SECOND)]}_{FIRST[number // len(SECOND) % len(FIRST)]}"


def column_name(table, number):
    """Three parts; distinctive, as no other table has it."""
    first, second = FIRST[number % len(FIRST)], SECOND[(number // len(FIRST) + table) % len(SECOND)]
    return f"{first}_{second}_{THIRD[(table + number) % len(THIRD)]}_{table}"


def python(chance, at, table, columns):
    name = table_name(table)
    lines = [f'"""Reads {name}."""', "", "import logging", "", "log = logging.getLogger(__name__)", ""]
    for part, column in enumerate(columns):
        lines += [
            "",
            f"def load_{name}_{at}_{part}(connection, key):",
            f'    """The row of {name} by its key."""',
            "    cursor = connection.cursor()",
            f'    cursor.execute("SELECT id, name, {column} FROM {name} WHERE id = %s", (key,))',
            "    row = cursor.fetchone()",
            "    if row is None:",
            f'        log.warning("no {name} of %s", key)',
            "        return None",
            f"    total = {chance.randrange(1000)}",
            f"    for step in range({chance.randrange(2, 40)}):",
            f"        total += step * {chance.randrange(1, 90)} if step % 2 else -step",
            '    return {"key": row[0], "total": total, "label": row[1]}',
            "",
        ]
    return "\n".join(lines) + "\n"


def typescript(chance, at, table, columns):
    name = table_name(table)
    lines = ['import { pool } from "../pool";', "", f"export interface Answer{at} {{ key: string; total: number; label?: string }}", ""]
    for part, column in enumerate(columns):
        lines += [
            f"export async function load{at}x{part}(key: string): Promise<Answer{at} | null> {{",
            f'  const found = await pool.query("SELECT id, name, {column} FROM {name} WHERE id = $1", [key]);',
            "  if (found.rows.length === 0) {",
            f'    console.warn("nothing in {name}", key);',
            "    return null;",
            "  }",
            f"  let total = {chance.randrange(1000)};",
            f"  for (let step = 0; step < {chance.randrange(2, 40)}; step += 1) {{",
            f"    total += step % 2 === 0 ? step * {chance.randrange(1, 90)} : -step;",
            "  }",
            "  return { key, total, label: String(total) };",
            "}",
            "",
        ]
    return "\n".join(lines) + "\n"


def go(chance, at, table, columns):
    name = table_name(table)
    lines = ["package store", "", 'import "database/sql"', ""]
    for part, column in enumerate(columns):
        lines += [
            f"func Load{at}x{part}(db *sql.DB, key string) (int, error) {{",
            "\tvar total int",
            "\tvar label, value string",
            f"\trow := db.QueryRow(`SELECT name, {column} FROM {name} WHERE id = $1`, key)",
            "\tif err := row.Scan(&label, &value); err != nil {",
            "\t\treturn 0, err",
            "\t}",
            f"\tfor step := 0; step < {chance.randrange(2, 40)}; step++ {{",
            f"\t\ttotal += step * {chance.randrange(1, 90)}",
            "\t}",
            "\treturn total, nil",
            "}",
            "",
        ]
    return "\n".join(lines) + "\n"


def java(chance, at, table, columns):
    name = table_name(table)
    lines = ["package org.example.store;", "", "import java.sql.*;", "", f"public class Loader{at} {{"]
    for part, column in enumerate(columns):
        lines += [
            f"    public int load{part}(Connection connection, String key) throws SQLException {{",
            f'        PreparedStatement statement = connection.prepareStatement("SELECT name, {column} FROM {name} WHERE id = ?");',
            "        statement.setString(1, key);",
            "        ResultSet rows = statement.executeQuery();",
            f"        int total = {chance.randrange(1000)};",
            "        while (rows.next()) {",
            f"            total += rows.getString(1).length() * {chance.randrange(1, 90)};",
            "        }",
            "        return total;",
            "    }",
            "",
        ]
    return "\n".join([*lines, "}"]) + "\n"


KINDS = [("py", python), ("ts", typescript), ("go", go), ("java", java)]


def tree(work, files):
    """A repository of so many files in four languages, some 4.5 KB each, with its migrations."""
    root = work / f"tree-{files}"
    if (root / ".git").exists():
        return root
    chance = random.Random(files)
    migrations = root / "migrations"
    migrations.mkdir(parents=True)
    for table in range(TABLES):
        columns = "".join(f",\n    {column_name(table, number)} text" for number in range(COLUMNS))
        text = f"CREATE TABLE {table_name(table)} (\n    id bigint PRIMARY KEY,\n    name text NOT NULL{columns}\n);\n"
        (migrations / f"{table + 1:04}_{table_name(table)}.up.sql").write_text(text)
    for at in range(files - TABLES):
        ending, make = KINDS[at % len(KINDS)]
        table = chance.randrange(TABLES)
        # What stands in the last columns of a table is named by few files: by one in a thousand.
        rare = chance.randrange(1000) == 0
        columns = [column_name(table, chance.randrange(2, COLUMNS)) for _ in range(chance.randrange(4, 13))]
        if rare or at < TABLES:
            table = at % TABLES if at < TABLES else table
            columns[0] = column_name(table, 0)
        folder = root / f"part{at // 1000:03}" / f"group{at // 40 % 25:02}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"file{at}.{ending}").write_text(make(chance, at, table, columns))
    git = ["git", "-c", "core.compression=0", "-c", "core.autocrlf=false", "-c", "gc.auto=0", "-c", "user.name=speed", "-c", "user.email=speed@example.org"]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "the tree"]):
        subprocess.run([*git, *words], cwd=root, check=True, stdout=subprocess.DEVNULL)
    return root


def lint_tree(work, count):
    """A folder of migrations for PostgreSQL of every kind, as they are found: most change one thing."""
    root = work / f"migrations-{count}"
    folder = root / "migrations"
    if folder.exists():
        return root
    folder.mkdir(parents=True)
    chance = random.Random(count)
    for at in range(count):
        table = at % 200
        columns = ",\n".join(f"    field_{at}_{number} varchar({chance.randrange(20, 200)}) NOT NULL" for number in range(6))
        fresh = f"CREATE TABLE records_{at} (\n    id serial PRIMARY KEY,\n{columns},\n    created_at timestamp DEFAULT now()\n);\n"
        known = at // 10 * 10
        text = [
            fresh,
            f"ALTER TABLE records_{known} ADD COLUMN extra_{at} integer DEFAULT 0 NOT NULL;\n",
            f"CREATE INDEX records_{at}_idx ON records_{known} (field_{known}_1);\n",
            f"ALTER TABLE records_{known} ADD CONSTRAINT records_{at}_fk FOREIGN KEY (id) REFERENCES records_{known} (id);\n",
            f"UPDATE records_{known} SET field_{known}_2 = 'none' WHERE field_{known}_2 = '';\n",
            f"ALTER TABLE records_{known} ALTER COLUMN field_{known}_3 TYPE text;\n",
            f"BEGIN;\nALTER TABLE records_{known} ADD COLUMN more_{at} bigint;\nCOMMIT;\n",
            f"ALTER TABLE records_{known} DROP COLUMN field_{known}_4;\n",
            f"ALTER TABLE records_{known} ADD CONSTRAINT records_{at}_check CHECK (id > {table});\n",
            f"CREATE UNIQUE INDEX CONCURRENTLY records_{at}_one ON records_{known} (field_{known}_5);\n",
        ][at % 10]
        (folder / f"{at + 1:05}_step.up.sql").write_text(text)
    return root


def drop(columns):
    return "".join(f"ALTER TABLE {name.split('.')[0]} DROP COLUMN {name.split('.')[1]};\n" for name in columns)


def spellings(column):
    """A name as code writes it, which is what migcheck looks for: `last_login`, `lastLogin`, `LastLogin`, `LAST_LOGIN`, `last-login`, `getLastLogin`."""
    parts = column.split("_")
    pascal = "".join(part.title() for part in parts)
    return dict.fromkeys([column, parts[0] + pascal[len(parts[0]):], pascal, column.upper(), "-".join(parts), "get" + pascal])


def beside_ripgrep(program, root, columns, runs):
    """A whole check that drops columns, and ripgrep for their names: as they are, and in every spelling."""
    columns_alone = [column.split(".")[1] for column in columns]
    commands = {"migcheck": ([program, "check", "--base", "HEAD", "-"], drop(columns))}
    if RIPGREP:
        for name, words in (("rg", columns_alone), ("rg spellings", [word for column in columns_alone for word in spellings(column)])):
            commands[name] = ([RIPGREP, "-w", "-F", "-c", *(part for word in words for part in ("-e", word)), "."], "")
    return measure(commands, runs, root)


def seconds(value):
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def ratio(one, other):
    return f"{one / other:.1f}" if other and one / other < 10 else f"{one / other:.0f}" if other else "–"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def row_beside(label, found):
    mine, other, spelt = found["migcheck"], found.get("rg"), found.get("rg spellings")
    beside = lambda one: (seconds(one.wall) + " / " + seconds(one.cpu), ratio(mine.wall, one.wall), ratio(mine.cpu, one.cpu)) if one else ("not here", "–", "–")  # noqa: E731
    of = (*beside(other), *beside(spelt))
    print(f"  {label}: {mine.wall:.3f} {mine.cpu:.3f}", f"rg {other.wall:.3f} {other.cpu:.3f}" if other else "", f"{mine.peak:.0f} MB, exit {mine.code}", file=sys.stderr, flush=True)
    return [label, f"{seconds(mine.wall)} / {seconds(mine.cpu)}", *of, f"{mine.peak:.0f} MB"]


def chart(panels):
    """Lines over logarithmic scales: each panel is (title, [(name, colour, [(x, seconds)])])."""
    wide, high, left, top = 250, 170, 46, 34
    full = len(panels) * (wide + left + 14) + 10
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {high + top + 44}" font-family="sans-serif" font-size="11">',
        f'<rect width="{full}" height="{high + top + 44}" fill="#fff"/>',
    ]
    for number, (title, lines) in enumerate(panels):
        origin = number * (wide + left + 14) + left
        points = [point for _, _, line in lines for point in line]
        if not points:
            continue
        low_x, top_x = math.log10(min(x for x, _ in points)), math.log10(max(x for x, _ in points))
        low_y, top_y = math.floor(math.log10(min(y for _, y in points))), math.ceil(math.log10(max(y for _, y in points)))
        top_x, top_y = max(top_x, low_x + 1), max(top_y, low_y + 1)
        place = lambda x, y: (  # noqa: E731
            origin + (math.log10(x) - low_x) / (top_x - low_x) * wide,
            top + high - (math.log10(y) - low_y) / (top_y - low_y) * high,
        )
        out.append(f'<text x="{origin}" y="18" font-size="13" fill="#222">{title}</text>')
        for power in range(low_y, top_y + 1):
            y = place(10**low_x, 10**power)[1]
            label = f"{10**power:g} s" if power >= 0 else f"{10 ** (power + 3):g} ms"
            out.append(f'<path d="M{origin} {y:.1f}h{wide}" stroke="#ddd"/><text x="{origin - 5}" y="{y + 4:.1f}" text-anchor="end" fill="#555">{label}</text>')
        for x in sorted({x for x, _ in points}):
            at = place(x, 10**low_y)[0]
            out.append(f'<text x="{at:.1f}" y="{top + high + 16}" text-anchor="middle" fill="#555">{x:,}</text>')
        for at, (name, colour, line) in enumerate(lines):
            path = " ".join(f"{'M' if first == 0 else 'L'}{place(*point)[0]:.1f} {place(*point)[1]:.1f}" for first, point in enumerate(line))
            out.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            out += [f'<circle cx="{place(*point)[0]:.1f}" cy="{place(*point)[1]:.1f}" r="3" fill="{colour}"/>' for point in line]
            out.append(f'<text x="{origin + at * 95}" y="{top + high + 36}" fill="{colour}">{name}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--tree", nargs=2, action="append", default=[], metavar=("DIR", "COLUMNS"))
    asked = parser.parse_args()
    program = str(Path(asked.program).resolve())
    if not os.access(program, os.X_OK):
        sys.exit(f"build first: {program} is missing (cargo build --release)")
    work = asked.work or Path(tempfile.mkdtemp(prefix="speed-"))
    work.mkdir(parents=True, exist_ok=True)
    try:
        text, drawn = report(asked, program, work.resolve())
    finally:
        if not asked.work:
            shutil.rmtree(work, ignore_errors=True)
    print(text)
    if asked.write:
        (ROOT / "docs" / "speed.svg").write_text(drawn)
        readme = (ROOT / "README.md").read_text()
        before, rest = readme.split("<!-- speed -->\n", 1)
        after = rest.split("<!-- /speed -->", 1)[1]
        (ROOT / "README.md").write_text(f"{before}<!-- speed -->\n{text}\n<!-- /speed -->{after}")


def report(asked, program, work):
    """Everything measured: Markdown, and the chart."""
    runs, told = asked.runs, lambda what: print(f"… {what}", file=sys.stderr, flush=True)
    sizes = [1_000, 5_000, 10_000] + [100_000] * asked.large
    distinctive = f"{table_name(7)}.{column_name(7, 0)}"
    unused = f"{table_name(8)}.{column_name(8, 1)}"
    many = lambda count: [f"{table_name(at % 50)}.{column_name(at % 50, at // 50 + (2 if count > 10 else 0))}" for at in range(count)]  # noqa: E731

    rows, growth = [], {"files": [], "files of rg": [], "columns": [], "columns of rg": [], "migrations": [], "migrations of squawk": []}
    peaks = []
    for size in sizes:
        told(f"the tree of {size:,} files")
        root = tree(work, size)
        found = beside_ripgrep(program, root, [distinctive], runs)
        growth["files"].append((size, found["migcheck"].wall))
        peaks.append((size, found["migcheck"].peak))
        if "rg" in found:
            growth["files of rg"].append((size, found["rg"].wall))
        rows.append(row_beside(f"{size:,} files, one distinctive column", found))
        if size == 10_000:
            rows.append(row_beside(f"{size:,} files, one that no code names", beside_ripgrep(program, root, [unused], runs)))
            rows.append(row_beside(f"{size:,} files, one common word (`name`), once", beside_ripgrep(program, root, [f"{table_name(7)}.name"], 1)))
            for count in (1, 10, 100):
                told(f"{count} columns")
                found = beside_ripgrep(program, root, many(count), runs if count < 100 else 1)
                growth["columns"].append((count, found["migcheck"].wall))
                if "rg" in found:
                    growth["columns of rg"].append((count, found["rg"].wall))
                if count > 1:
                    rows.append(row_beside(f"{size:,} files, {count} columns{', once' * (count == 100)}", found))
    for folder, columns in asked.tree:
        told(folder)
        columns = columns.split(",")
        label = f"{Path(folder).resolve().name}, " + (f"`{columns[0]}`" if len(columns) == 1 else f"{len(columns)} columns")
        rows.append(row_beside(label, beside_ripgrep(program, folder, columns, runs)))

    lint = []
    for count in (100, 1_000, 5_000):
        told(f"{count:,} migrations")
        root = lint_tree(work, count)
        commands = {"migcheck": ([program, "check", "--all", "--no-git"], "")}
        if SQUAWK:
            commands["squawk"] = ([SQUAWK, *sorted(str(path.relative_to(root)) for path in (root / "migrations").iterdir())], "")
        found = measure(commands, runs, root)
        mine, other = found["migcheck"], found.get("squawk")
        growth["migrations"].append((count, mine.cpu))
        if other:
            growth["migrations of squawk"].append((count, other.cpu))
        lint.append([f"{count:,}", f"{seconds(mine.wall)} / {seconds(mine.cpu)}", f"{seconds(other.wall)} / {seconds(other.cpu)}" if other else "not here",
                     ratio(mine.cpu, other.cpu) if other else "–", f"{mine.peak:.0f} MB"])

    told("start")
    started = measure({"migcheck": ([program, "--version"], "")}, max(runs, 20), work)["migcheck"]
    day, cores = datetime.date.today().isoformat(), os.cpu_count()
    text = "\n\n".join([
        f"Measured on {day} on {cores} cores by `scripts/speed.sh`, medians of {runs} runs by turns, wall / CPU. A whole `migcheck check --base HEAD` that drops columns, beside "
        "`rg -w -F -c` in the same tree: for the columns' names as the schema has them, and for the six spellings of each that code has (`last_login`, `lastLogin`, `LastLogin`, `LAST_LOGIN`, "
        "`last-login`, `getLastLogin`), which is what migcheck looks for:",
        table(["tree", "migcheck", "rg", "ratio of wall", "of CPU", "rg, each spelling", "ratio of wall", "of CPU", "peak memory"], rows),
        "`migcheck check --all --no-git` over migrations for PostgreSQL without code, beside `squawk`:",
        table(["migrations", "migcheck", "squawk", "ratio of CPU", "peak memory"], lint),
        f"To start and end takes {started.wall * 1000:.1f} ms.",
    ])
    drawn = chart([
        ("wall time by files", [("migcheck", "#b3261e", growth["files"]), ("rg", "#1a5fb4", growth["files of rg"])]),
        ("wall time by columns dropped", [("migcheck", "#b3261e", growth["columns"]), ("rg", "#1a5fb4", growth["columns of rg"])]),
        ("CPU by migrations", [("migcheck", "#b3261e", growth["migrations"]), ("squawk", "#26734d", growth["migrations of squawk"])]),
    ])
    return text, drawn


if __name__ == "__main__":
    main()
