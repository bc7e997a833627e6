/// <reference lib="dom" /> The types of playwright-core use those of a browser.
/**
 * Takes the picture of the console for the READMEs: the album of the demo, with photos of which one cannot be read.
 *
 *   npx --yes pnpm@12 -C examples run console-picture
 */
import { resolve } from 'node:path';
import { startLocal } from '@alr/builder';
import { chromium } from 'playwright-core';

const [file = '../docs/images/console.png'] = process.argv.slice(2);
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

await using local = await startLocal({ directory: resolve(import.meta.dirname, 'album'), port: 0 });
for (const name of ['cat.jpg', 'first day at the sea.jpg', 'dog.heic', 'garden.jpg'])
  local.bucket('photos').put(name, name);
await local.settled();
await local.clock.skip('next');
await local.settled();

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 640 }, colorScheme: 'light' });
const url = new URL(local.consoleUrl ?? '');
const failed = local.invocations.findLast(({ error }) => error !== undefined);
url.search = `?id=${failed?.id}`;
await page.goto(url.href);
await page.getByText('Caused by').first().waitFor();
await page.screenshot({ path: resolve(file) });
await browser.close();
