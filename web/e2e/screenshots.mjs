// Makes the pictures of the README from the built page: wide, dark with the loading strategies, phone.

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launch, PHONE, settled, visit, WIDE } from './browser.mjs';
import { serve } from './server.mjs';

const out = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));
const PICTURES = [
  ['wide', { viewport: WIDE }],
  ['dark', { viewport: WIDE, colorScheme: 'dark' }, (page) => page.getByRole('tab', { name: 'Loading' }).click()],
  ['phone', { viewport: PHONE, hasTouch: true, deviceScaleFactor: 2 }],
];

await mkdir(out, { recursive: true });
const site = await serve();
const browser = await launch();
for (const [name, options, act] of PICTURES) {
  const { page, context } = await visit(browser, site.url, options);
  await settled(page);
  await act?.(page);
  await page.waitForTimeout(400);
  await page.screenshot({ path: `${out}${name}.png` });
  console.log(`docs/screenshots/${name}.png`);
  await context.close();
}
await browser.close();
await site.close();
