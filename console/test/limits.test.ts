import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
// @boundaries-ignore the tests of the builder hold functions up
import { openGate } from '../../packages/builder/test/gate.ts';
import { closeBrowser, hasBrowser, openConsole } from './open-console.ts';
import { freePort, startCommand } from './start-command.ts';

afterAll(closeBrowser);

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const KB = 1024;
/** A payload that a page which writes HTML would run. */
const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e{{constructor}}';

/** How large files are together, each compressed. */
async function sizeOf(names: readonly string[]): Promise<number> {
  const contents = await Promise.all(names.map((name) => readFile(join(DIST, name))));
  return contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
}

describe('the files of the page', () => {
  it('are small: 160 KB compressed, and 40 KB without the editor', async () => {
    const names = await readdir(DIST, { recursive: true });
    // The page does not load its licenses.
    const all = names.filter((name) => !['', '.md'].includes(extname(name)));
    const others = all.filter((name) => !/json-editor-.*\.js$/.test(name));
    expect(others).toHaveLength(all.length - 1);
    expect(await sizeOf(all)).toBeLessThanOrEqual(160 * KB);
    expect(await sizeOf(others)).toBeLessThanOrEqual(40 * KB);
  });
});

describe.runIf(hasBrowser)('the console', () => {
  it('shows hostile payloads as text', async () => {
    const { local, page, complaints } = await openConsole();
    await local.invoke({ respond: JSON.stringify({ [HOSTILE]: HOSTILE }), log: [HOSTILE] }, { FunctionName: 'orders' });
    local.queue('jobs-dlq').send(HOSTILE);
    local.bucket('photos').put(HOSTILE, HOSTILE);
    const html = { statusCode: 200, headers: { 'content-type': 'text/html' }, body: HOSTILE };
    await local.invoke({ respond: JSON.stringify(html) }, { FunctionName: 'orders' });
    const { origin } = new URL(local.consoleUrl ?? '');
    for (const query of [
      'id=1',
      'id=1&tab=logs',
      'id=1&tab=event',
      'view=sources&node=queue:jobs-dlq',
      'view=sources&node=bucket:photos',
    ]) {
      await page.goto(`${origin}/?${query}`);
      await expect
        .poll(async () => [query, await page.getByText(HOSTILE.slice(0, 18)).count()])
        .not.toEqual([query, 0]);
    }
    await page.goto(`${origin}/?id=2`);
    await page.getByText('Show the page').click();
    await page.frameLocator('iframe').locator('img').waitFor({ state: 'attached' });
    expect(await page.title()).toBe('alr console');
    // The policy blocks what the shown page asks for, and its sandbox the script.
    expect(complaints.filter((text) => !/Content Security Policy|sandboxed/.test(text))).toEqual([]);
  });

  it('says how much of a long log is missing, and cuts long texts and names', async () => {
    const { local, page } = await openConsole();
    const long = 'x'.repeat(100_000);
    await using gate = await openGate();
    const event = { log: Array.from({ length: 15 }, () => long), after: gate.url };
    const invoked = local.invoke(event, { FunctionName: 'orders' });
    // Node writes so much to a pipe while the function goes on.
    await expect.poll(() => local.events.filter(({ type }) => type === 'log').length).toBe(15);
    (await gate.called).end(JSON.stringify(long));
    await invoked;
    await local.settled();
    const { origin } = new URL(local.consoleUrl ?? '');
    await page.goto(`${origin}/?id=1&tab=logs`);
    await page.getByText('earlier lines: no longer kept').waitFor();
    // Nothing pushes the buttons out of the window.
    const { x = 0, width = 0 } = (await page.getByRole('button', { name: 'Save', exact: true }).boundingBox()) ?? {};
    expect(x + width).toBeLessThanOrEqual(1280);
    await page.getByRole('tab', { name: 'Response' }).click();
    await page.getByRole('button', { name: '34.5 KB more' }).waitFor();
  });

  it('shows numbers with all their digits', async () => {
    const digits = '12345678901234567890.10';
    const { local, page } = await openConsole();
    await local.invoke({ respond: `{"n":${digits},"text":"{\\"n\\":${digits}}"}` }, { FunctionName: 'orders' });
    await page.goto(`${new URL(local.consoleUrl ?? '').origin}/?id=1`);
    const tree = page.getByRole('tabpanel');
    await tree.getByRole('button', { name: 'Show as JSON' }).click();
    await expect.poll(() => tree.getByText(digits, { exact: true }).count()).toBe(2);
  });

  it('renders only the rows in view, and keeps what is being read in its place while more comes', async () => {
    const { local, page } = await openConsole();
    local.queue('jobs').send(Array.from({ length: 400 }, () => '{"respond":"1"}'));
    await local.settled();
    const list = page.getByRole('listbox', { name: /^Invocations/ });
    await expect.poll(() => list.evaluate((box) => box.scrollHeight)).toBe(400 * 48);
    expect(await list.getByRole('option').count()).toBeLessThan(60);
    await list.evaluate((box) => box.scrollTo(0, 4800));
    const top = () =>
      list.evaluate(
        (box) =>
          document.elementFromPoint(20, box.getBoundingClientRect().top + 24)?.closest('[role=option]')?.textContent,
      );
    await expect.poll(() => list.getByRole('option').first().getAttribute('id')).toMatch(/row-[89]\d/);
    const before = await top();
    local.queue('jobs').send(['{"respond":"2"}', '{"respond":"2"}']);
    await local.settled();
    await expect.poll(() => list.evaluate((box) => box.scrollHeight)).toBe(402 * 48);
    expect(await top()).toBe(before);
    await page.getByRole('button', { name: '2 new' }).click();
    await expect.poll(() => list.evaluate((box) => box.scrollTop)).toBe(0);
    await expect.poll(() => page.getByRole('button', { name: '2 new' }).count()).toBe(0);
  });

  it('goes on by itself when the emulator has been started again', async () => {
    const port = await freePort();
    const { project, page } = await openConsole();
    const first = await startCommand(project, port);
    await page.goto(first.consoleUrl);
    await page.getByText('ready', { exact: true }).waitFor();
    await first.stop();
    await page.getByText('The emulator cannot be reached').waitFor();
    const second = await startCommand(project, port);
    await page.getByText('ready', { exact: true }).waitFor();
    expect(second.consoleUrl).toBe(first.consoleUrl);
    await second.stop();
  });

  it('needs the token', async () => {
    const { local, page } = await openConsole();
    const other = await page.context().newPage();
    await other.goto(new URL(local.consoleUrl ?? '').origin);
    await other.getByText('Open the console from the terminal').waitFor();
  });
});
