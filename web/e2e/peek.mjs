import { launch, visit, settled, WIDE, PHONE } from './browser.mjs';
import { serve, dist } from './server.mjs';
const fx = new URL('./fixture/ormlab_wasm.js', import.meta.url).pathname;
const real = process.argv.includes('--real');
const s = await serve(dist, (p) => (real || !p.startsWith('/engine/') ? undefined : p.endsWith('.js') ? fx : fx));
const b = await launch();
const shot = async (name, opt, act = async () => {}) => {
  const { page, complaints, context } = await visit(b, s.url + (opt.hash ?? ''), opt);
  await settled(page).catch((e) => console.log(name, 'not settled'));
  await act(page);
  await page.waitForTimeout(350);
  await page.screenshot({ path: `/tmp/shots/${name}.png`, fullPage: !!opt.full });
  console.log(name, complaints, await page.evaluate(() => document.documentElement.scrollWidth));
  await context.close();
};
const only = process.argv[2]?.startsWith('--') ? undefined : process.argv[2];
const all = {
  wide: [{ viewport: WIDE }],
  loading: [{ viewport: WIDE }, (p) => p.getByRole('tab', { name: 'Loading' }).click()],
  dark: [{ viewport: WIDE, colorScheme: 'dark' }],
  script: [{ viewport: WIDE, hash: '#example=article-02-core' }],
  menu: [{ viewport: WIDE }, (p) => p.getByRole('button', { name: 'Examples' }).click()],
  phone: [{ viewport: PHONE, full: true, hasTouch: true }],
  phoneload: [{ viewport: PHONE, full: true, hasTouch: true }, (p) => p.getByRole('tab', { name: 'Loading' }).click()],
  laptop: [{ viewport: { width: 1280, height: 720 } }],
  tablet: [{ viewport: { width: 820, height: 1180 }, full: true }],
};
for (const [n, [o, a]] of Object.entries(all)) if (!only || n === only) await shot(n, o, a);
await b.close(); await s.close();
