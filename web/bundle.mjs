// Bundles the page's JavaScript and styles into dist-js/, which Trunk copies to assets/.
// Not here: the app and the engine, which are Rust (`cargo xtask build`).

import { build } from 'esbuild';
import { copyFile, mkdir, rm } from 'node:fs/promises';

const out = new URL('./dist-js/', import.meta.url);
const here = (path) => new URL(path, import.meta.url).pathname;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const common = {
  bundle: true, minify: true, format: 'esm', target: 'es2022', charset: 'utf8', legalComments: 'linked', logLevel: 'warning',
  outdir: out.pathname,
  // Stays a URL of its own: Trunk builds it (app) or xtask does (engine).
  external: ['../ormlab-web.js', '../engine/*'],
};

await build({ ...common, entryPoints: { boot: here('js/boot.js'), editor: here('js/editor.js') } });
await build({ ...common, entryPoints: { theme: here('js/theme.js') }, format: 'iife' });
await build({ ...common, entryPoints: { app: here('styles/index.css') } });
// sql.js asks for Node's modules when it finds itself in Node; in a worker it never does.
await build({
  ...common, entryPoints: { worker: here('worker/worker.js') }, conditions: ['browser'],
  external: [...common.external, 'fs', 'crypto', 'path'],
});
await copyFile(here('icon.svg'), new URL('icon.svg', out));
await copyFile(here('node_modules/sql.js/dist/sql-wasm-browser.wasm'), new URL('sql-wasm.wasm', out));
