import type { Locator, Page } from 'playwright-core';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { type FakeEmulator, startFakeEmulator } from './fake-emulator.ts';
import { closeBrowser, hasBrowser, openPage } from './open-console.ts';

afterAll(closeBrowser);

const COUNT = 10_000;
const ROW_HEIGHT = 48;
/** What fits into the window, and the rows around it. */
const MAX_ROWS = 40;

const list = (page: Page) => page.getByRole('listbox', { name: /^Invocations/ });
const rows = (page: Page) => list(page).getByRole('option');
const idInAddress = (page: Page) => new URL(page.url()).searchParams.get('id');

/** How far the list is scrolled, and how long it is. */
const extent = (page: Page) =>
  list(page).evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({ scrollTop, scrollHeight, clientHeight }));

/** Scrolls to the end of what is loaded, again and again, until all invocations are. Returns the most rows there were. */
async function scrollToEnd(page: Page, count: number): Promise<number> {
  let most = 0;
  const scroll = async () => {
    most = Math.max(most, await rows(page).count());
    return list(page).evaluate((box) => {
      box.scrollTo(0, box.scrollHeight);
      return box.scrollHeight;
    });
  };
  await expect.poll(scroll, { interval: 20 }).toBe(count * ROW_HEIGHT);
  return most;
}

/** The text and the place of the row that is at the top of what is in view. */
const topRow = (page: Page) =>
  list(page).evaluate((box) => {
    const { left, top } = box.getBoundingClientRect();
    const row = document.elementFromPoint(left + 20, top + 10)?.closest('[role=option]');
    return [row?.textContent, Math.round(row?.getBoundingClientRect().top ?? 0)];
  });

/** The row that is selected, if it is rendered. */
const selectedRow = (page: Page) => list(page).locator('[aria-selected=true]');

async function openMany(): Promise<{ emulator: FakeEmulator; page: Page; complaints: readonly string[] }> {
  const emulator = await startFakeEmulator(COUNT);
  onTestFinished(() => emulator.close());
  const { page, complaints } = await openPage(emulator.url);
  await rows(page).first().waitFor();
  return { emulator, page, complaints };
}

describe.runIf(hasBrowser)('a list of 10,000 invocations', () => {
  it('can be scrolled to its end, and only the rows in view are rendered', async () => {
    const { page, complaints } = await openMany();
    // One runs.
    const most = await scrollToEnd(page, COUNT + 1);
    expect(most).toBeLessThan(MAX_ROWS);
    await rows(page).last().click();
    await expect.poll(() => idInAddress(page)).toBe('1');
    await page.getByRole('heading', { name: 'thumbnails' }).waitFor();
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1000);
    expect(complaints).toEqual([]);
  });

  it('is moved through with the keys', async () => {
    const { page } = await openMany();
    await list(page).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => idInAddress(page)).toBe(String(COUNT));
    await page.keyboard.press('PageDown');
    await expect.poll(() => idInAddress(page)).toBe(String(COUNT - 10));
    await page.keyboard.press('End');
    await expect.poll(() => idInAddress(page)).toBe('9801');
    // The end of what was loaded is in view, so there is more.
    await expect.poll(async () => (await extent(page)).scrollHeight).toBe(401 * ROW_HEIGHT);
    await page.keyboard.press('j');
    await expect.poll(() => idInAddress(page)).toBe('9800');
    await expect.poll(() => selectedRow(page).getAttribute('id')).toBe('row-201');
    await page.keyboard.press('Home');
    await expect.poll(async () => (await extent(page)).scrollTop).toBe(0);
    await page.keyboard.press('k');
    await expect.poll(() => selectedRow(page).getAttribute('id')).toBe('row-0');
  });

  it('stays where it is while more come', async () => {
    const { emulator, page } = await openMany();
    await rows(page).nth(3).click();
    await expect.poll(() => idInAddress(page)).toBe('9998');
    await page.getByRole('tab', { name: 'Event' }).click();
    await list(page).evaluate((box) => box.scrollTo(0, 5000));
    await expect.poll(() => rows(page).first().getAttribute('id')).toMatch(/row-9\d/);
    const before = await topRow(page);
    const places = await page.evaluate(() => {
      const seen: number[] = [];
      const row = document.elementFromPoint(20, 400)?.closest('[role=option]');
      const note = () => {
        if (row?.isConnected) seen.push(row.getBoundingClientRect().top);
        requestAnimationFrame(note);
      };
      note();
      Object.assign(globalThis, { seen });
      return seen.length;
    });
    expect(places).toBe(1);
    // A few, and more than the page reads at once.
    for (const count of [1, 5, 700]) {
      const { scrollHeight } = await extent(page);
      emulator.add(count);
      await expect.poll(async () => (await extent(page)).scrollHeight).toBe(scrollHeight + count * ROW_HEIGHT);
      expect(await topRow(page)).toEqual(before);
    }
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: readonly number[] }).seen);
    expect(new Set(seen).size).toBe(1);
    expect(idInAddress(page)).toBe('9998');
    await page.getByRole('tab', { name: 'Event', selected: true }).waitFor();
    await page.getByRole('button', { name: '706 new' }).click();
    await expect.poll(async () => (await extent(page)).scrollTop).toBe(0);
    expect(idInAddress(page)).toBe('9998');
    await page.keyboard.press('j');
    await expect.poll(() => idInAddress(page)).toBe('9997');
    await expect.poll(() => selectedRow(page).count()).toBe(1);
  });

  it('keeps what is selected in view when something comes below it', async () => {
    const { page } = await openMany();
    // The strip of the pinned invocations comes later.
    await page.route('**/api/pins', async (route) => {
      await selectedRow(page).waitFor();
      await route.continue();
    });
    const url = new URL(page.url());
    url.search = `?id=${COUNT - 10}`;
    await page.goto(url.href);
    await page.getByRole('region', { name: 'Pinned invocations' }).waitFor();
    const bottom = async (box: Locator) => {
      const { y = 0, height = 0 } = (await box.boundingBox()) ?? {};
      return y + height;
    };
    await expect
      .poll(async () => (await bottom(selectedRow(page))) - (await bottom(list(page))))
      .toBeLessThanOrEqual(0);
  });
});
