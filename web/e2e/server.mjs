// A static server for the browser tests: the built page as a plain host would serve it, with the
// Content Security Policy as a header too, so that it binds the worker as well.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.json': 'application/json',
};
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'";

/** The page that `cargo xtask build` made; PAGE names another folder. */
export const dist = process.env.PAGE ?? fileURLToPath(new URL('../../dist', import.meta.url));

/**
 * Serves `folder` on a free port of this machine. `overlay(path)` may answer a path with a file from elsewhere;
 * `caching` is the Cache-Control that is sent.
 */
export async function serve(folder = dist, overlay = () => undefined, caching = 'no-cache') {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    const wanted = path.endsWith('/') ? `${path}index.html` : path;
    try {
      const body = await readFile(overlay(wanted) ?? join(folder, wanted));
      response.writeHead(200, {
        'content-type': TYPES[extname(wanted)] ?? 'application/octet-stream',
        'content-security-policy': POLICY, 'cache-control': caching,
      });
      response.end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('not found');
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((done) => server.close(done)) };
}
