// node start.mjs DIST PAGE.md [--runs N]: time from navigation to the first result, cold and warm, and the
// bytes that were fetched for it. Writes its part of PAGE.md, between the marks. Used by `cargo xtask bench`.
//
// Cold: a fresh browser process with an empty profile. Warm: the same visitor comes again, with the files
// in the browser's cache as a static host would let it keep them. The first result is there when the figures
// of the first example's ORM cell have been painted.

import { cpus } from 'node:os';
import { gzipSync } from 'node:zlib';
import { resolve } from 'node:path';
import { launch, WIDE } from '../../web/e2e/browser.mjs';
import { serve } from '../../web/e2e/server.mjs';
import { brotli } from './size.mjs';
import { replacePart } from './page.mjs';

const [dist, page, ...options] = process.argv.slice(2);
const at = options.indexOf('--runs');
const runs = at < 0 ? 7 : Number(options[at + 1]);

/** Runs in the page before its own scripts: notes when the first figures have been painted. */
function watch() {
  globalThis.seen = {};
  const look = () => {
    if (!seen.app && document.querySelector('.app')) seen.app = performance.now();
    const figure = document.querySelector('.metrics tr[data-side=orm] [data-metric=statements] .metric-value');
    if (figure && /\d/.test(figure.textContent)) requestAnimationFrame(() => setTimeout(() => { seen.result ??= performance.now(); }));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function visit(context, url, fetched) {
  const page = await context.newPage();
  const pending = [];
  if (fetched) page.on('response', (response) => pending.push(note(response, fetched)));
  await page.addInitScript(watch);
  await page.goto(url);
  await page.waitForFunction(() => globalThis.seen?.result, null, { timeout: 60_000 });
  const times = await page.evaluate(() => ({
    ...seen, paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  }));
  await Promise.all(pending);
  await page.close();
  return times;
}

async function note(response, fetched) {
  const body = await response.body().catch(() => null);
  if (body) fetched.set(new URL(response.url()).pathname, body);
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const column = (visits, name) => visits.map((visit) => visit[name]);
const milliseconds = (visits, name) => {
  const all = column(visits, name);
  return `${median(all).toFixed(0)} ms (${Math.min(...all).toFixed(0)}–${Math.max(...all).toFixed(0)})`;
};

const site = await serve(resolve(dist), undefined, 'public, max-age=3600');
const fetched = new Map();
const cold = [];
const warm = [];
let version;
for (let run = 0; run < runs; run += 1) {
  const browser = await launch();
  version = browser.version();
  const context = await browser.newContext({ viewport: WIDE });
  // The bytes are noted in a run of their own, so that noting them costs no measured time.
  const first = await visit(context, site.url, run === 0 ? fetched : null);
  if (run > 0 || runs === 1) cold.push(first);
  for (let again = 0; again < 3; again += 1) warm.push(await visit(context, site.url, null));
  await browser.close();
}
await site.close();

const sizes = [...fetched].sort(([a], [b]) => a.localeCompare(b)).map(([path, body]) => ({
  path, raw: body.length, gzip: gzipSync(body, { level: 9 }).length, brotli: brotli(body),
}));
const total = (name) => sizes.reduce((sum, each) => sum + each[name], 0);
const number = (value) => value.toLocaleString('en');
const row = (...cells) => `| ${cells.join(' | ')} |`;

const text = [
  `Chromium ${version}, headless, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}; ${cold.length} cold and ${warm.length} warm visits, median (least–most), localhost.`,
  '',
  row('from navigation to', 'cold', 'warm'), row('---', '---:', '---:'),
  row('first paint', milliseconds(cold, 'paint'), milliseconds(warm, 'paint')),
  row('the app', milliseconds(cold, 'app'), milliseconds(warm, 'app')),
  row('**the first result**', `**${milliseconds(cold, 'result')}**`, `**${milliseconds(warm, 'result')}**`),
  '',
  row('fetched', 'bytes', 'gzip', 'brotli'), row('---', '---:', '---:', '---:'),
  ...sizes.map((each) => row(`\`${each.path}\``, number(each.raw), number(each.gzip), number(each.brotli))),
  row('**all**', `**${number(total('raw'))}**`, `**${number(total('gzip'))}**`, `**${number(total('brotli'))}**`),
].join('\n');

console.log(text);
replacePart(page, 'start', text);
