// Chromium for the browser tests, and what a test does with the page, in the reader's words.

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
];
const CANDIDATES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export function launch() {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('no Chromium found: install it (`apt-get install chromium`) or set CHROMIUM to its path');
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

export const WIDE = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** A fresh visitor: storage of its own. Whatever the page complains of is collected in `complaints`. */
export async function visit(browser, url, { viewport = WIDE, ...options } = {}) {
  const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'], ...options });
  const page = await context.newPage();
  const complaints = [];
  // The icon is asked for by the browser itself, and when it likes.
  const isIcon = (message) => message.location().url.endsWith('/icon.svg');
  page.on('console', (message) => message.type() === 'error' && !isIcon(message) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin) && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) complaints.push(`asked another host: ${request.url()}`);
  });
  await page.goto(url);
  await page.waitForSelector('.app');
  return { page, context, complaints };
}

/** Waits until nothing runs: neither the document nor the experiments after it. */
export async function settled(page, timeout = 30_000) {
  await page.waitForFunction(() => document.querySelector('.app') && !document.querySelector('.run.stop, .progress.on'), null, { timeout });
}

export const editor = (page, cell) => page.locator(`orm-editor[data-cell=${cell}]`);

/** Replaces the text of a cell, by the keyboard as a reader does. */
export async function type(page, cell, text) {
  const content = editor(page, cell).locator('.cm-content');
  await content.click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

export async function run(page) {
  await page.locator('.run:not(.stop)').click();
  await settled(page);
}

/** The figures of one side of the comparison. */
export async function figures(page, side) {
  const row = page.locator(`.metrics tr[data-side=${side}]`);
  const number = async (name) => Number((await row.locator(`[data-metric=${name}] .metric-value`).innerText()).replaceAll(',', ''));
  return { statements: await number('statements'), rows: await number('rows') };
}

/** Brings a cell's result into view: schema and data have a view of their own. */
export async function show(page, cell) {
  const view = cell === 'schema' || cell === 'data' ? 'Setup' : 'Results';
  const tab = page.getByRole('tab', { name: view });
  if (await tab.count()) await tab.click();
  await page.locator(`#result-${cell}`).waitFor();
}

/** The lines that a cell printed, without what its loggers wrote. */
export async function output(page, cell) {
  return page.locator(`#result-${cell} .printed li:not(.log):not(.value) pre`).allTextContents();
}

/** What a cell sent: each statement with its parameters, as often as it was sent. */
export async function sent(page, cell) {
  const result = page.locator(`#result-${cell}`);
  while (await result.locator('.more').count()) await result.locator('.more').first().click();
  return result.locator('.statement').evaluateAll((items) => items.flatMap((item) => {
    const sql = item.querySelector('.sql').textContent;
    const codes = [...item.querySelectorAll('.executions code, .parameters code')].map((code) => code.textContent);
    return (codes.length ? codes : ['']).map((parameters) => ({ sql, parameters: parameters === 'no parameters' ? '' : parameters }));
  }));
}
