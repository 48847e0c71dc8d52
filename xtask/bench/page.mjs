// The page of measurements: each bench owns the part between its two marks.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Puts `text` between the marks `name`, or at the end where there are none. */
export function replacePart(path, name, text) {
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- end ${name} -->`];
  const page = existsSync(path) ? readFileSync(path, 'utf8') : '# Benchmarks\n';
  const part = `${begin}\n${text}\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  const next = from < 0 || to < from ? `${page.trimEnd()}\n\n${part}\n` : page.slice(0, from) + part + page.slice(to + end.length);
  writeFileSync(path, next);
}
