// Bundles the page's JavaScript and styles into dist-js/, which Trunk copies to assets/.
// Not here: the app and the engine, which are Rust (`cargo xtask build`).
// The licences of what is bundled go beside it, as they ask for.

import { build } from 'esbuild';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';

const out = new URL('./dist-js/', import.meta.url);
const here = (path) => new URL(path, import.meta.url).pathname;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const common = {
  bundle: true, minify: true, format: 'esm', target: 'es2022', charset: 'utf8', legalComments: 'none', metafile: true, logLevel: 'warning',
  outdir: out.pathname,
  // Stays a URL of its own: Trunk builds it (app) or xtask does (engine).
  external: ['../ormlab-web.js', '../engine/*'],
};

const bundled = [];
bundled.push(await build({ ...common, entryPoints: { boot: here('js/boot.js'), editor: here('js/editor.js') } }));
await build({ ...common, entryPoints: { theme: here('js/theme.js') }, format: 'iife' });
await build({ ...common, entryPoints: { app: here('styles/index.css') } });
// sql.js asks for Node's modules when it finds itself in Node; in a worker it never does.
bundled.push(await build({
  ...common, entryPoints: { worker: here('worker/worker.js') }, conditions: ['browser'],
  external: [...common.external, 'fs', 'crypto', 'path'],
}));
await copyFile(here('icon.svg'), new URL('icon.svg', out));
await copyFile(here('node_modules/sql.js/dist/sql-wasm-browser.wasm'), new URL('sql-wasm.wasm', out));
await writeFile(new URL('licences.txt', out), await licences(bundled.flatMap(({ metafile }) => Object.keys(metafile.inputs))));

/** The licence texts of the packages that the files are of. */
async function licences(files) {
  const packages = new Set(files.map((file) => file.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = here(`node_modules/${name}`);
    const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
    texts.push(`${name}\n\n${licence ? await readFile(`${folder}/${licence}`, 'utf8') : 'see its package.json'}`);
  }
  return texts.join(`\n${'-'.repeat(80)}\n`);
}
