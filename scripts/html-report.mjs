// Opens pages in Chromium, light and dark, wide and narrow: node scripts/html-report.mjs NODE_MODULES BROWSER SCREENSHOTS PAGE...
import { basename } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, executablePath, shots, ...pages] = process.argv.slice(2);
const { chromium } = createRequire(`${modules}/`)("playwright-core");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
let failed = 0;

for (const path of pages) {
  const name = basename(path, ".html");
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1280, 400]) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
      const wrong = [];
      page.on("console", (message) => wrong.push(`console: ${message.text()}`));
      page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
      page.on("dialog", (dialog) => wrong.push(`dialog: ${dialog.message()}`));
      const url = pathToFileURL(path).href;
      page.on("request", (request) => request.url() === url || wrong.push(`request: ${request.url()}`));
      await page.goto(url, { waitUntil: "load" });
      const seen = await page.evaluate(() => {
        const root = document.documentElement;
        // Contrast of text on what is painted behind it, by WCAG's formula.
        const parsed = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
        const light = ([r, g, b]) => {
          const one = (c) => ((c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
          return 0.2126 * one(r) + 0.7152 * one(g) + 0.0722 * one(b);
        };
        const behind = (element) => {
          for (let at = element; at; at = at.parentElement) {
            const color = parsed(getComputedStyle(at).backgroundColor);
            if (color.length === 3 || color[3] === 1) return color;
          }
          return matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0] : [255, 255, 255];
        };
        const pale = new Set();
        for (const element of document.querySelectorAll("body *")) {
          if (element.closest("svg") || ![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
          const style = getComputedStyle(element);
          if (!element.getClientRects().length || style.visibility === "hidden") continue;
          const [a, b] = [light(parsed(style.color)), light(behind(element))].sort((x, y) => y - x);
          if ((a + 0.05) / (b + 0.05) < 4.5) pale.add(`${element.tagName.toLowerCase()}.${element.className}: ${style.color}`);
        }
        const thin = [...document.querySelectorAll("td, th")].filter((cell) => cell.clientWidth < 60 && cell.textContent.trim().length > 12);
        return { thin: thin.length, wide: root.scrollWidth - root.clientWidth, pale: [...pale], scripts: document.scripts.length };
      });
      if (seen.wide > 0) wrong.push(`the page is ${seen.wide} pixels wider than its window`);
      if (seen.thin > 0) wrong.push(`${seen.thin} cells too narrow for their words`);
      if (seen.scripts > 0) wrong.push(`${seen.scripts} scripts`);
      wrong.push(...seen.pale.map((one) => `too little contrast: ${one}`));
      await page.screenshot({ path: `${shots}/${name}-${colorScheme}-${width}.png`, fullPage: name !== "60" });
      await page.close();
      console.log(`${wrong.length === 0 ? "ok     " : "FAILED "} ${name}, ${colorScheme}, ${width} wide`);
      for (const one of wrong) console.log(`        ${one}`);
      failed += wrong.length > 0 ? 1 : 0;
    }
  }
}
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
