// node workloads.mjs DIST PAGE.md [--only NAME,NAME] [--runs N] [--python PYTHON]: the scripts of
// xtask/bench/workloads in the page's own engine, in a browser. Writes its part of PAGE.md. Used by `cargo xtask bench`.
//
// Each workload has a fresh worker. Its first run is told apart from the later ones, which find compiled
// wasm. PYTHON, if given, is one with the real SQLAlchemy: it runs the same text, for a ratio.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { launch } from '../../web/e2e/browser.mjs';
import { serve } from '../../web/e2e/server.mjs';
import { replacePart } from './page.mjs';

const [dist, page, ...options] = process.argv.slice(2);
const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined);
const runs = Number(option('--runs') ?? 6);
const python = option('--python');
const folder = new URL('./workloads/', import.meta.url);
const text = (name) => readFileSync(new URL(`${name}.py`, folder), 'utf8');
const about = (name) => text(name).split('\n', 1)[0].replace(/^# /, '');

/** Every workload, or those of `--only`. */
function names() {
  const all = readdirSync(folder).filter((file) => /\.py$/.test(file)).map((file) => file.slice(0, -3));
  const only = option('--only')?.split(',');
  return all.filter((name) => !['models', 'measure'].includes(name) && (!only || only.includes(name))).sort();
}

const script = (name) => `${text('models')}\n\n${text(name)}\n\n${text('measure')}`;

/** Runs in the page: a worker of its own for the workload, which runs `times` times. */
async function inWorker({ source, times }) {
  const worker = new Worker('/assets/worker.js', { type: 'module', name: 'sqlite' });
  const next = () => new Promise((done, failed) => {
    worker.onmessage = ({ data }) => (data.kind === 'failed' ? failed(new Error(data.message)) : done(data));
    worker.onerror = ({ message }) => failed(new Error(message));
  });
  let answer = next();
  worker.postMessage({ modules: {} });
  await answer;
  const document = JSON.stringify({ cells: [{ kind: 'script', source }], engine: 'sqlite' });
  const found = [];
  for (let id = 1; id <= times; id += 1) {
    answer = next();
    worker.postMessage({ id, document, compare: false });
    const [cell] = JSON.parse((await answer).report).cells;
    if (cell.error) throw new Error(cell.error.traceback);
    found.push({ ...JSON.parse(cell.printed.at(-1).text), whole: cell.totals.time / 1e6 });
  }
  worker.terminate();
  return found;
}

function natively(name) {
  const once = () => JSON.parse(execFileSync(python, ['-c', script(name)], { encoding: 'utf8' }).trim().split('\n').at(-1));
  return Array.from({ length: 3 }, once);
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const milliseconds = (seconds) => (seconds * 1000).toFixed(seconds < 0.1 ? 1 : 0);
const row = (...cells) => `| ${cells.join(' | ')} |`;

const site = await serve(resolve(dist));
const browser = await launch();
const context = await browser.newContext();
const tab = await context.newPage();
// Any file of the page's origin will do to start workers from; the page itself would run its own.
await tab.goto(`${site.url}assets/icon.svg`);
const lines = [];
let broken = 0;
for (const name of names()) {
  try {
    const [first, ...later] = await tab.evaluate(inWorker, { source: script(name), times: runs });
    const best = median(later.map((run) => run.seconds));
    const cells = [`\`${name}\``, about(name), milliseconds(first.seconds), milliseconds(best)];
    if (python) {
      const real = natively(name);
      if (real[0].checksum !== first.checksum) throw new Error(`found ${first.checksum}, the original ${real[0].checksum}`);
      const native = median(real.map((run) => run.seconds));
      cells.push(milliseconds(native), (native / best).toFixed(1));
    }
    lines.push(row(...cells));
    console.log(lines.at(-1));
  } catch (error) {
    broken += 1;
    console.log(`${name}: ${error.message}`);
  }
}
const head = ['workload', '', 'first run, ms', 'later runs, ms'];
const sides = ['---', '---', '---:', '---:'];
if (python) {
  head.push('CPython, ms', 'times as fast');
  sides.push('---:', '---:');
}
const version = browser.version();
await browser.close();
await site.close();
if (broken === 0 && !option('--only')) {
  const about = `Chromium ${version}, headless, ${cpus().length} cores, ${new Date().toISOString().slice(0, 10)}; the median of ${runs - 1} later runs.`;
  replacePart(page, 'workloads', [about, '', row(...head), row(...sides), ...lines].join('\n'));
}
process.exitCode = broken ? 1 : 0;
