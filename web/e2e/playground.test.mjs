// The whole playground in a browser: the examples against the recordings of the real library, N+1 and
// the strategies for as many users as the data cell makes, errors at their lines, Stop.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { editor, figures, launch, output, run, sent, settled, show, type, visit } from './browser.mjs';
import { normalise } from './normalise.mjs';
import { serve } from './server.mjs';

const goldens = new URL('../../tests/goldens/examples/', import.meta.url);
let site, browser;

before(async () => {
  site = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function asVisitor(hash, act) {
  const { page, context, complaints } = await visit(browser, site.url + hash);
  try {
    await settled(page);
    await act(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** Opens an example by the menu, as a reader does. */
async function open(page, id) {
  await page.getByRole('button', { name: 'Examples' }).click();
  await page.locator(`[data-example=${id}]`).click();
  await settled(page);
}

/** A recorded cell in the page's terms: statements without transaction steps, texts without outer line breaks. */
function recorded(cell) {
  return cell.events.filter((event) => event.sql !== undefined).map(({ sql, parameters }) => ({
    sql: sql.replace(/^\n+|\n+$/g, ''), parameters: parameters === '()' ? '' : parameters,
  }));
}

const EXAMPLES = [
  'article-01-engine', 'article-02-core', 'article-03-orm', 'article-04-create', 'article-05-read', 'article-06-update',
  'article-07-delete', 'article-08-aggregate', 'article-09-eager', 'article-10-access', 'article-10-lazy', 'article-11-subquery',
  'article-12-pool', 'article-13-events', 'more-modern', 'more-autoflush', 'more-constraint',
];

for (const id of EXAMPLES) {
  test(`${id} sends and prints what the real library does`, () => asVisitor('', async (page) => {
    const { cells } = JSON.parse(await readFile(new URL(`${id}.json`, goldens), 'utf8'));
    await open(page, id);
    for (const cell of cells) {
      await show(page, cell.kind);
      const found = { statements: normalise(await sent(page, cell.kind)), printed: normalise((await output(page, cell.kind)).join('\n')) };
      const lines = cell.stdout.replace(/\n$/, '');
      assert.deepEqual(found.statements, recorded(cell), `${cell.kind}: statements`);
      assert.equal(found.printed, lines, `${cell.kind}: output`);
      const error = page.locator(`#result-${cell.kind} .error .error-message`);
      const message = (await error.count()) ? normalise(await error.textContent()) : null;
      assert.equal(message, cell.exception ? cell.exception.message : null, `${cell.kind}: exception`);
    }
  }));
}

const USERS = 7;
const DATA = `
with Session() as session:
    for number in range(${USERS}):
        user = User(username=f'user{number}', email=f'user{number}@example.com')
        user.posts = [Post(title=f'post {n}') for n in range(3)]
        session.add(user)
    session.commit()
`;

test('N+1 is one statement and one for each user; the strategies need 1, 2 and 2', () => asVisitor('', async (page) => {
  await type(page, 'data', DATA);
  await run(page);
  assert.deepEqual(await figures(page, 'orm'), { statements: 1 + USERS, rows: USERS + USERS * 3 });
  const finding = page.locator('.finding[data-finding="N+1"]');
  assert.match(await finding.innerText(), new RegExp(`×${USERS}`));
  assert.match(await finding.innerText(), /ORM, line 8/);
  await page.getByRole('tab', { name: 'Loading' }).click();
  const counts = await page.locator('.strategy-row').evaluateAll((rows) => Object.fromEntries(
    rows.filter((row) => row.querySelector('[data-metric=statements]')).map((row) => [row.dataset.strategy, Number(row.querySelector('[data-metric=statements] .metric-value').textContent)])));
  assert.deepEqual([counts.lazy, counts.joined, counts.subquery, counts.selectin], [1 + USERS, 1, 2, 2]);
}));

test('the fix of N+1 does what it forecasts', () => asVisitor('', async (page) => {
  const forecast = await page.locator('.finding .forecast').innerText();
  await page.locator('.finding .fix').click();
  await settled(page);
  const { statements } = await figures(page, 'orm');
  assert.match(forecast, new RegExp(`→ ${statements} statement`));
  assert.equal(await page.locator('.finding[data-finding="N+1"]').count(), 0);
}));

const TROUBLES = [
  ['a syntax error', 'session = Session()\nfor user in\n', /SyntaxError/, 2],
  ['an unknown import', 'import os.path\nimport pandas\n', /ModuleNotFoundError/, null],
  ['a wrong column name', 'session = Session()\n\nprint(session.query(User.nickname).all())\n', /AttributeError[\s\S]*nickname/, 3],
  ['a table that is not there', "from sqlalchemy import text\nwith engine.connect() as conn:\n    conn.execute(text('SELECT * FROM nowhere'))\n", /OperationalError[\s\S]*no such table: nowhere/, 3],
];

for (const [name, source, expected, line] of TROUBLES) {
  test(`${name} is shown at its line, and the page lives`, () => asVisitor('', async (page) => {
    const before = await editor(page, 'orm').evaluate((element) => element.value);
    await type(page, 'orm', source);
    await run(page);
    const shown = await page.locator('#result-orm .error').innerText();
    assert.match(shown, expected);
    if (line) assert.match(shown, new RegExp(`ORM, line ${line}`));
    assert.equal(await editor(page, 'orm').locator('.cm-lintRange-error').count() > 0, true);
    await type(page, 'orm', before);
    await run(page);
    assert.equal(await page.locator('#result-orm .error').count(), 0);
  }));
}

test('Stop ends an endless loop within a second, the page is alive and the text is kept', () => asVisitor('', async (page) => {
  const endless = 'number = 0\nwhile True:\n    number += 1\n';
  await type(page, 'orm', endless);
  await page.locator('.run').click();
  await page.waitForTimeout(400);
  const began = Date.now();
  await page.locator('.run.stop').click();
  await page.waitForSelector('.run:not(.stop)');
  assert.ok(Date.now() - began < 1000, `took ${Date.now() - began} ms`);
  assert.equal(await editor(page, 'orm').evaluate((element) => element.value), endless);
  await type(page, 'orm', 'print(6 * 7)\n');
  await run(page);
  assert.deepEqual(await output(page, 'orm'), ['42']);
}));

const DEPTHS = [
  ['a function that calls itself', 'def f(n):\n    return f(n + 1)\n\nf(0)\n'],
  ['a repr that asks for itself', 'class Mirror:\n    def __repr__(self):\n        return repr(self)\n\nprint(Mirror())\n'],
];

for (const [name, source] of DEPTHS) {
  test(`${name} ends in RecursionError, and the page lives`, () => asVisitor('', async (page) => {
    await type(page, 'orm', source);
    await run(page);
    assert.match(await page.locator('#result-orm .error').innerText(), /RecursionError/);
    await type(page, 'orm', 'print(6 * 7)\n');
    await run(page);
    assert.deepEqual(await output(page, 'orm'), ['42']);
  }));
}

const GREEDY = ["x = 'a' * 10 ** 10\n", 'x = [0] * 10 ** 10\n', 'x = 10 ** 10 ** 8\n', 'x = []\nfor _ in range(50000):\n    x = [x]\nprint(repr(x)[:1])\n'];

for (const source of GREEDY) {
  test(`${source.split('\n')[0]} is refused or ends the engine with a reason; the next run works and the text is kept`, () => asVisitor('', async (page) => {
    await type(page, 'orm', source);
    await run(page);
    const refused = await page.locator('#result-orm .error').count() && /MemoryError|RecursionError|OverflowError|limit/.test(await page.locator('#result-orm .error').innerText());
    const broken = await page.locator('.notice.failed').count() && /needed more memory|too deep/.test(await page.locator('.notice.failed').innerText());
    assert.ok(refused || broken);
    assert.equal(await editor(page, 'orm').evaluate((element) => element.value), source);
    await type(page, 'orm', 'print(6 * 7)\n');
    await run(page);
    assert.deepEqual(await output(page, 'orm'), ['42']);
  }));
}

test('GlueSQL is one click away', () => asVisitor('#example=article-05-read', async (page) => {
  await page.getByRole('radio', { name: 'GlueSQL' }).click();
  await settled(page);
  assert.equal(await page.locator('.notice.failed').count(), 0);
  assert.deepEqual(await output(page, 'core'), ['charlie charlie@example.com']);
}));

test('the page asks its own host only, and works once that is gone', () => asVisitor('', async (page) => {
  await page.context().setOffline(true);
  await type(page, 'orm', "print('still here')\n");
  await run(page);
  assert.deepEqual(await output(page, 'orm'), ['still here']);
}));
