// The page's first module: starts the worker, so that the engine loads beside the app and not after
// it, then the app. What the app needs of the browser and Rust has no short word for is put on
// `globalThis.ormlab`; `web/src/bridge.rs` declares the same names.

import { pack, unpack } from './share.js';

/** By engine: its wasm and its database's, as the first worker compiled them, for all that follow it. */
const compiled = {};

const early = { engine: storedEngine(), worker: null, said: [] };
early.worker = start(early.engine);
early.worker.onmessage = ({ data }) => early.said.push(data);
early.worker.onerror = ({ message }) => early.said.push({ kind: 'failed', message });

globalThis.ormlab = { takeWorker, openWorker, pack, unpack };

// Fetched beside its code, not after it.
const wasm = fetch(new URL('../ormlab-web_bg.wasm', import.meta.url));
const { default: init } = await import('../ormlab-web.js');
await init({ module_or_path: wasm });

/** The first worker compiles by itself: this thread is busy with the app and the editors. */
function start(engine) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: engine });
  worker.postMessage({ modules: compiled[engine] ?? {} });
  worker.addEventListener('message', ({ data }) => { if (data.modules) compiled[engine] = data.modules; });
  return worker;
}

/** A worker for `engine`: the one that was started with the page if it is still unused. */
function takeWorker(engine) {
  const { worker } = early;
  early.worker = null;
  if (worker && early.engine === engine) return worker;
  worker?.terminate();
  early.said = [];
  return start(engine);
}

/** Says again what the worker said before the app could hear it. */
function openWorker(worker) {
  for (const data of early.said.splice(0)) worker.onmessage({ data });
}

/** The engine of the document that was open last, so that the right one is fetched at once. */
function storedEngine() {
  try {
    const engine = JSON.parse(localStorage.getItem('ormlab.document.v1')).engine;
    return engine === 'gluesql' ? 'gluesql' : 'sqlite';
  } catch {
    return 'sqlite';
  }
}
