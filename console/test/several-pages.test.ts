import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
// @boundaries-ignore the tests of the builder hold functions up
import { openGate } from '../../packages/builder/test/gate.ts';
import { closeBrowser, hasBrowser, openConsole, openPage } from './open-console.ts';

afterAll(closeBrowser);

/** In minutes. */
const DAY = 24 * 60;
const rows = (page: Page) => page.getByRole('listbox', { name: /^Invocations/ }).getByRole('option');

describe.runIf(hasBrowser)('two pages of the console', () => {
  it('show the same faults, and lose none of two that are switched on at once', async () => {
    const { local, page } = await openConsole();
    const { page: other } = await openPage(local.consoleUrl ?? '');
    for (const each of [page, other]) await each.getByRole('button', { name: 'Faults' }).click();
    const boxOf = (on: Page, fault: string) => on.getByRole('checkbox', { name: fault });
    await page.evaluate(() => {
      for (const box of [...document.querySelectorAll<HTMLInputElement>('#fault-menu input')].slice(0, 2)) box.click();
    });
    await expect.poll(() => boxOf(other, 'queue=reorder').isChecked()).toBe(true);
    await expect.poll(() => boxOf(other, 'queue=duplicate').isChecked()).toBe(true);
    await boxOf(other, 'topic=duplicate').click();
    await expect.poll(() => boxOf(page, 'topic=duplicate').isChecked()).toBe(true);
    expect(await boxOf(page, 'queue=duplicate').isChecked()).toBe(true);
    await boxOf(page, 'queue=duplicate').click();
    await expect.poll(() => boxOf(other, 'queue=duplicate').isChecked()).toBe(false);
  });

  it('are both empty when one of them clears the history', async () => {
    const { local, page } = await openConsole();
    await local.invoke({ respond: '1' }, { FunctionName: 'orders' });
    const { page: other } = await openPage(local.consoleUrl ?? '');
    for (const each of [page, other]) await expect.poll(() => rows(each).count()).toBe(1);
    await page.getByRole('button', { name: /^Clear/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
    for (const each of [page, other]) await expect.poll(() => rows(each).count()).toBe(0);
  });
});

describe.runIf(hasBrowser)('a page of the console', () => {
  it('shows when an invocation began on the clock of the sources, also after time was skipped', async () => {
    const { local, page } = await openConsole();
    await local.clock.skip('3h');
    await using gate = await openGate();
    const invoked = local.invoke({ after: gate.url }, { FunctionName: 'orders' });
    const called = await gate.called;
    const minuteOf = async (on: Page) => {
      const [hours, minutes] = ((await rows(on).locator('time').first().textContent()) ?? '').split(':').map(Number);
      return (hours ?? 0) * 60 + (minutes ?? 0);
    };
    const isRunning = (on: Page) => rows(on).getByText('running', { exact: true }).waitFor();
    await isRunning(page);
    const running = await minuteOf(page);
    // One that is opened later has it from the emulator instead of an event.
    const { page: later } = await openPage(local.consoleUrl ?? '');
    await isRunning(later);
    // A minute may begin meanwhile. The time that was skipped is neither missing nor added again.
    const expectSame = (minute: number) => expect([DAY - 1, 0, 1]).toContain((minute - running + DAY) % DAY);
    expectSame(await minuteOf(later));
    called.end('1');
    await invoked;
    await rows(page).getByText('Succeeded').waitFor();
    expectSame(await minuteOf(page));
  });

  it('compares another invocation with nothing until one is chosen', async () => {
    const { local, page } = await openConsole();
    for (const respond of ['1', '2']) await local.invoke({ respond }, { FunctionName: 'orders' });
    await local.invoke({ respond: '3' }, { FunctionName: 'thumbnails' });
    await local.settled();
    await page.goto(`${new URL(local.consoleUrl ?? '').origin}/?id=2&tab=compare&with=1`);
    await page.getByText('Response: 1 different').waitFor();
    await rows(page).first().click();
    await page.getByText(/Replay this invocation, or choose/).waitFor();
    expect(new URL(page.url()).searchParams.get('with')).toBe(null);
  });

  it('shows where the focus is, on all kinds of buttons', async () => {
    const { page } = await openConsole();
    for (const name of ['Faults', 'Skip to next', 'Settings']) {
      const button = page.getByRole('button', { name });
      if (await button.isDisabled()) continue;
      await page.keyboard.press('Tab');
      await button.focus();
      expect([name, await button.evaluate((each) => getComputedStyle(each).outlineStyle)]).toEqual([name, 'solid']);
    }
  });

  it('says in the pipeline what is warned about', async () => {
    const { local, page } = await openConsole({ query: 'view=sources' });
    await page.getByText('Just now').waitFor();
    local.queue('jobs').send('{"respond":"{\\"batchItemFailures\\":[{\\"itemIdentifier\\":\\"x\\"}]}"}');
    await page
      .getByLabel('What has just happened')
      .getByText(/itemIdentifier|reports/)
      .first()
      .waitFor();
  });
});
