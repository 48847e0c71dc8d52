// node size.mjs DIST [FOLDER ...]: raw, gzip and brotli bytes of each file of DIST but those under a
// FOLDER; the last word printed is the brotli total. Used by `cargo xtask size`.

import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Kinds that a page fetches by itself; a source map or a licence text it does not. */
const FETCHED = /\.(html|js|css|wasm|svg)$/;

/** Bytes as a static host would send them, compressed once and well. */
export function brotli(bytes) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_LGWIN } = constants;
  const params = { [BROTLI_PARAM_QUALITY]: 11, [BROTLI_PARAM_SIZE_HINT]: bytes.length, [BROTLI_PARAM_LGWIN]: 24 };
  return brotliCompressSync(bytes, { params }).length;
}

function report([dist, ...later]) {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && FETCHED.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !later.some((folder) => relative(dist, path).startsWith(folder.replaceAll('/', sep) + sep)))
    .sort();
  const row = (name, ...sizes) => console.log(name.padEnd(44), ...sizes.map((size) => String(size).padStart(10)));
  row('file', 'raw', 'gzip', 'brotli');
  const totals = [0, 0, 0];
  for (const path of files) {
    const bytes = readFileSync(path);
    const sizes = [bytes.length, gzipSync(bytes, { level: 9 }).length, brotli(bytes)];
    sizes.forEach((size, index) => { totals[index] += size; });
    row(relative(dist, path), ...sizes);
  }
  row('total', ...totals);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) report(process.argv.slice(2));
