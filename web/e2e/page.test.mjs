// The page by itself, with the made-up engine of e2e/fixture in the engine's place: layout, keyboard,
// storage, links, Stop, policy. What the engine answers is tested in playground.test.mjs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { editor, figures, launch, output, PHONE, run, settled, type, visit } from './browser.mjs';
import { dist, serve } from './server.mjs';

const stub = fileURLToPath(new URL('./fixture/ormlab_wasm.js', import.meta.url));
const axe = await readFile(fileURLToPath(new URL('../node_modules/axe-core/axe.min.js', import.meta.url)), 'utf8');
let site, browser;

before(async () => {
  // The stub's wasm is never instantiated: any file will do for its request.
  site = await serve(dist, (path) => (path.startsWith('/engine/') ? stub : undefined));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** Runs `act` as a fresh visitor; fails on anything that the page complains of, its policy included. */
async function asVisitor(options, act) {
  const { page, context, complaints } = await visit(browser, site.url + (options.hash ?? ''), options);
  try {
    await settled(page);
    await act(page, context);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

test('a first visitor sees the first example, run', () => asVisitor({}, async (page) => {
  assert.deepEqual(await figures(page, 'core'), { statements: 1, rows: 5 });
  assert.deepEqual(await figures(page, 'orm'), { statements: 6, rows: 22 });
  assert.equal(await page.locator('.finding').getAttribute('data-finding'), 'N+1');
  assert.equal((await output(page, 'orm'))[0], 'alice: 3 posts');
}));

test('a click on a statement lights the line that caused it', () => asVisitor({}, async (page) => {
  await page.locator('#result-orm .statement').nth(1).locator('.line-link').click();
  const lit = editor(page, 'orm').locator('.cm-cause');
  assert.match(await lit.innerText(), /len\(user\.posts\)/);
  assert.equal(await page.locator('#result-orm .statement.pinned').count(), 1);
}));

test('the fix of a finding is applied by a click, and run', () => asVisitor({}, async (page) => {
  assert.equal(await page.locator('.forecast').innerText(), '6 → 2 statements');
  await page.locator('.finding .fix').click();
  await settled(page);
  assert.deepEqual((await figures(page, 'orm')).statements, 2);
  assert.match(await editor(page, 'orm').evaluate((element) => element.value), /selectinload\(User\.posts\)/);
  assert.equal(await page.locator('.finding').count(), 0);
}));

test('the loading view shows the strategies with figures and bars', () => asVisitor({}, async (page) => {
  await page.getByRole('tab', { name: 'Loading' }).click();
  const counts = await page.locator('.strategy-row').evaluateAll((rows) => rows.map((row) => [row.dataset.strategy, row.querySelector('[data-metric=statements] .metric-value')?.textContent ?? 'error']));
  assert.deepEqual(counts, [['lazy', '6'], ['joined', '1'], ['subquery', '2'], ['selectin', '2'], ['raise', 'error']]);
  assert.equal(await page.locator('.strategy-row[data-strategy=joined] rect.fill').first().getAttribute('width'), '16.67%');
}));

test('Ctrl+Enter runs, from the editor and from the page', () => asVisitor({}, async (page) => {
  await type(page, 'orm', 'session.query(User).options(selectinload(User.posts)).all()\nprint(1)\n');
  assert.match(await page.locator('.verdict').innerText(), /edited since/);
  await page.keyboard.press('ControlOrMeta+Enter');
  await settled(page);
  assert.equal((await figures(page, 'orm')).statements, 2);
  await type(page, 'orm', 'session.query(User).all()\nlen(user.posts)\n');
  await page.locator('.brand').click();
  await page.keyboard.press('ControlOrMeta+Enter');
  await settled(page);
  assert.equal((await figures(page, 'orm')).statements, 6);
}));

test('Stop ends a loop within a second and keeps the text', () => asVisitor({}, async (page) => {
  await type(page, 'orm', 'while True:\n    pass\n');
  await page.locator('.run').click();
  await page.locator('.run.stop').click();
  await page.waitForSelector('.run:not(.stop)', { timeout: 1000 });
  assert.match(await editor(page, 'orm').evaluate((element) => element.value), /while True/);
  await type(page, 'orm', 'session.query(User).all()\nlen(user.posts)\n');
  await run(page);
  assert.equal((await figures(page, 'orm')).statements, 6);
}));

test('an error stands at its line, with a hint and a traceback', () => asVisitor({}, async (page) => {
  await type(page, 'orm', 'session = Session()\n\nsession.query(User.nonesuch)\n');
  await run(page);
  const error = page.locator('#result-orm .error');
  assert.match(await error.innerText(), /AttributeError[\s\S]*ORM, line 3[\s\S]*has no attribute 'nonesuch'/);
  assert.equal(await editor(page, 'orm').locator('.cm-lintRange-error').count(), 1);
  await error.locator('summary').click();
  assert.match(await error.locator('.traceback').innerText(), /Traceback \(most recent call last\)/);
}));

test('the text survives a closed tab', () => asVisitor({}, async (page, context) => {
  await type(page, 'core', '# mine\n');
  await page.close();
  const again = await context.newPage();
  await again.goto(site.url);
  await settled(again);
  assert.equal(await editor(again, 'core').evaluate((element) => element.value), '# mine\n');
}));

test('a share link brings the document to another browser', () => asVisitor({}, async (page) => {
  await type(page, 'core', '# grüße, 世界\n');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByText('Link copied').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /#v1=[\w-]+$/);
  const other = await visit(browser, link);
  await settled(other.page);
  assert.equal(await editor(other.page, 'core').evaluate((element) => element.value), '# grüße, 世界\n');
  await other.context.close();
}));

test('a broken link says so and the page lives', () => asVisitor({ hash: '#v1=xxxx' }, async (page) => {
  await page.getByText('The link could not be read').waitFor();
  assert.equal((await figures(page, 'orm')).statements, 6);
}));

test('an example is chosen by the keyboard alone', () => asVisitor({}, async (page) => {
  await page.getByRole('button', { name: 'Examples' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await settled(page);
  assert.match(page.url(), /#example=article-10-access$/);
  assert.match(await page.locator('.document-title').innerText(), /Advanced: lazy loading$/);
}));

test('arrow keys go through the views', () => asVisitor({}, async (page) => {
  await page.getByRole('tab', { name: 'Results' }).focus();
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.locator('.strategy-row').count(), 5);
  await page.keyboard.press('ArrowLeft');
  await page.locator('#result-schema').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Setup');
}));

test('a splitter follows the pointer and the arrow keys', () => asVisitor({}, async (page) => {
  const height = async () => (await page.locator('#pane-orm').boundingBox()).height;
  const bar = page.getByRole('separator', { name: 'Height of the editors' });
  const [before, box] = [await height(), await bar.boundingBox()];
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2 + 100, { steps: 4 });
  await page.mouse.up();
  assert.ok(Math.abs((await height()) - before - 100) < 12, `${before} to ${await height()}`);
  await bar.focus();
  await page.keyboard.press('ArrowUp');
  assert.ok((await height()) < before + 95);
}));

test('the engine is chosen by arrow keys', () => asVisitor({}, async (page) => {
  await page.getByRole('radio', { name: 'SQLite' }).focus();
  await page.keyboard.press('ArrowRight');
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'GlueSQL');
}));

test('cells become one script and come back', () => asVisitor({}, async (page) => {
  await page.getByRole('radio', { name: 'Script' }).click();
  assert.match(await editor(page, 'script').evaluate((element) => element.value), /create_engine[\s\S]*session\.query/);
  await page.getByRole('radio', { name: 'Cells' }).click();
  assert.match(await editor(page, 'orm').evaluate((element) => element.value), /^session = Session/);
}));

test('a notice says that postgresql:// runs on the embedded engine', () => asVisitor({ hash: '#example=article-01-engine' }, async (page) => {
  await page.getByText('postgresql:// runs on').waitFor();
}));

test('the chosen theme stays', () => asVisitor({}, async (page) => {
  await page.locator('.theme').click();
  await page.locator('.theme').click();
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
}));

test('a phone shows one pane at a time and nothing sticks out', () => asVisitor({ viewport: PHONE, hasTouch: true }, async (page) => {
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
  assert.equal(await page.locator('.pane:visible').count(), 1);
  await page.getByRole('tab', { name: 'Schema' }).tap();
  assert.ok(await editor(page, 'schema').isVisible());
  await page.getByRole('tab', { name: 'Core' }).last().tap();
  assert.ok(await page.locator('#result-core').isVisible());
  assert.ok(!(await page.locator('#result-orm').isVisible()));
}));

for (const [name, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['phone', { viewport: PHONE }]]) {
  test(`no accessibility fault is found: ${name}`, () => asVisitor(options, async (page) => {
    for (const view of ['Loading', 'Setup', null]) {
      if (view) await page.getByRole('tab', { name: view }).click();
      await page.waitForTimeout(200);
      const faults = await page.evaluate(`${axe}; axe.run(document, { resultTypes: ['violations'] })`);
      assert.deepEqual(faults.violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')}`), []);
      if (view) await page.getByRole('tab', { name: options.viewport ? 'ORM' : 'Results' }).last().click();
    }
  }));
}
