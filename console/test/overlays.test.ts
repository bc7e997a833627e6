import type { Locator, Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openConsole } from './open-console.ts';

afterAll(closeBrowser);

/** Whether an element has the focus. */
const hasFocus = (element: Locator) => element.evaluate((each) => document.activeElement === each);

const parameterOf = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

describe.runIf(hasBrowser)('a dialog', () => {
  it('shows why it failed, and keeps what was typed', async () => {
    const { local, page } = await openConsole({ query: 'id=1' });
    await local.invoke({ respond: '{"n":1}' }, { FunctionName: 'orders' });
    const dialog = page.getByRole('dialog', { name: 'Save as a file' });
    const field = dialog.getByLabel('Name of the file in the folder events');
    const open = page.getByRole('button', { name: 'Save', exact: true });
    await open.click();
    await field.fill('../order');
    await dialog.getByRole('button', { name: 'Save the file' }).click();
    await dialog.getByRole('alert').getByText('is not a name for a file').waitFor();
    expect(await field.inputValue()).toBe('../order');
    expect(await page.locator('.toast').count()).toBe(0);
    await field.fill('order');
    await page.keyboard.press('Enter');
    await page.getByText(/saved .*order\.json/).waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await open.click();
    expect(await dialog.getByRole('alert').count()).toBe(0);
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('exists: choose another name').waitFor();
  });

  it('that asks for a confirmation shows why it failed, too', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=queue:jobs-dlq' });
    local.queue('jobs-dlq').send('a');
    await page.route('**/purge', (route) => route.abort());
    await page.getByRole('button', { name: 'Purge…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Purge jobs-dlq?' });
    await dialog.getByRole('button', { name: 'Purge' }).click();
    await dialog.getByRole('alert').waitFor();
    await page.unroute('**/purge');
    await dialog.getByRole('button', { name: 'Purge' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(local.queue('jobs-dlq').messages).toEqual([]);
  });
});

describe.runIf(hasBrowser)('Escape', () => {
  it.each([1280, 400])('closes the panel of a part of the pipeline, %i pixels wide', async (width) => {
    const { page } = await openConsole({ query: 'view=sources', width });
    const node = page.getByRole('button', { name: 'jobs-dlq dead letters', exact: true });
    const panel = page.getByRole('heading', { name: 'jobs-dlq', exact: true });
    await node.click();
    await panel.waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(node)).toBe(true);
    await node.click();
    await page.getByLabel('Close', { exact: true }).click();
    await panel.waitFor({ state: 'detached' });
    await expect.poll(() => hasFocus(node)).toBe(true);
  });

  it('leaves a field first, so that what was typed is not lost', async () => {
    const { page } = await openConsole({ query: 'view=sources&node=queue:jobs' });
    const panel = page.getByRole('heading', { name: 'jobs', exact: true });
    const field = page.getByLabel('Body');
    await field.fill('{"n":2}');
    await page.keyboard.press('Escape');
    expect(await hasFocus(field)).toBe(false);
    expect(await field.inputValue()).toBe('{"n":2}');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
  });

  it.each([1280, 400])('leads from an invocation back to the list, %i pixels wide', async (width) => {
    const { local, page } = await openConsole({ query: 'view=timeline', width });
    await local.invoke({ respond: '1' }, { FunctionName: 'orders' });
    const list = page.getByRole('listbox', { name: /^Invocations/ });
    await list.getByRole('option').first().click();
    await page.getByRole('tab', { name: 'Event' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => parameterOf(page, 'id')).toBe(null);
    await expect.poll(() => hasFocus(list)).toBe(true);
  });

  it('closes a menu, the keys and a dialog, and nothing behind them', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=queue:jobs-dlq' });
    local.queue('jobs-dlq').send('a');
    const panel = page.getByRole('heading', { name: 'jobs-dlq', exact: true });
    await panel.waitFor();
    for (const [name, inside] of [
      ['Settings', 'Lines of code open in'],
      ['Faults', 'Queues deliver twice'],
    ] as const) {
      const button = page.getByRole('button', { name });
      await button.click();
      await page.getByLabel(inside).focus();
      await page.keyboard.press('Escape');
      await page.getByLabel(inside).waitFor({ state: 'hidden' });
      expect(await hasFocus(button)).toBe(true);
    }
    const purge = page.getByRole('button', { name: 'Purge…' });
    await purge.click();
    await page.getByRole('dialog', { name: 'Purge jobs-dlq?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await hasFocus(purge)).toBe(true);
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await hasFocus(purge)).toBe(true);
    expect(await panel.isVisible()).toBe(true);
  });
});
