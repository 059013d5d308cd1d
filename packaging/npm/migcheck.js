#!/usr/bin/env node
// Runs the binary of this platform's package, and ends as it ends: with its exit code, or by its signal.
"use strict";

const { spawn } = require("node:child_process");

const platform = `${process.platform}-${process.arch}`;
const program = process.platform === "win32" ? "migcheck.exe" : "migcheck";
let binary;
try {
  binary = require.resolve(`@migcheck/${platform}/bin/${program}`);
} catch {
  console.error(
    `migcheck: the package @migcheck/${platform} is not installed. Either there is no binary for this platform, or optional dependencies were left out ` +
      "(npm: --omit=optional; a lock file that was made on another platform). `cargo install` builds migcheck everywhere.",
  );
  process.exit(2);
}

const child = spawn(binary, process.argv.slice(2), { stdio: "inherit", windowsHide: true });
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of signals) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`migcheck: ${binary} cannot be run: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => {
  if (signal === null) process.exit(code);
  for (const one of signals) process.removeAllListeners(one);
  process.kill(process.pid, signal);
});
