import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openConsole } from './open-console.ts';

afterAll(closeBrowser);

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, in a form that a failed test can show. */
async function violations(page: Page): Promise<readonly string[]> {
  // Its code comes from outside of the page, which the policy of the page does not allow.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(await axe);
  const { violations: found } = await page.evaluate<AxeResults>('axe.run()');
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

const views = [
  'view=timeline',
  'view=timeline&id=1',
  'view=timeline&id=1&tab=logs',
  'view=timeline&id=2&tab=waterfall',
  'view=timeline&id=2&tab=event',
  'view=timeline&id=2&tab=compare&with=1',
  'view=sources',
  'view=sources&node=queue:jobs',
  'view=sources&node=queue:jobs-dlq',
  'view=sources&node=bucket:photos',
  'view=sources&node=function:orders',
  'view=sources&node=http:orders',
  'view=invoke&sample=sqs&result=1',
] as const;

describe.runIf(hasBrowser)('the console', () => {
  it.each(['light', 'dark'] as const)('has no faults that axe finds, in the %s theme', async (colorScheme) => {
    const { local, page, complaints } = await openConsole({ colorScheme });
    await local.invoke({ fail: 'Function.Broken' }, { FunctionName: 'orders' });
    await local.invoke({ respond: '{"n":1}', log: ['{"level":"ERROR","message":"x"}'] }, { FunctionName: 'orders' });
    local.queue('jobs').send('{"fail":"Function.Poison"}');
    local.bucket('photos').put('a.txt', 'x');
    for (const query of views) {
      await page.goto(`${new URL(local.consoleUrl ?? '').origin}/?${query}`);
      await page.getByRole('navigation', { name: 'Views' }).waitFor();
      await page.locator('main *').first().waitFor();
      // What is in messages and objects.
      if (/queue:jobs$|bucket:/.test(query)) await page.locator('.node-panel .message > button').first().click();
      expect([query, ...(await violations(page))]).toEqual([query]);
    }
    expect(complaints).toEqual([]);
  });

  it('can be used with the keyboard alone', async () => {
    const { local, page } = await openConsole();
    await local.invoke({ respond: '1' }, { FunctionName: 'orders' });
    await local.invoke({ respond: '2' }, { FunctionName: 'orders' });
    // Both have records.
    const rows = page.getByRole('listbox', { name: /^Invocations/ }).getByRole('option');
    await expect.poll(() => rows.filter({ hasText: 'Succeeded' }).count()).toBe(2);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect.poll(() => new URL(page.url()).searchParams.get('id')).toBe('1');
    await page.getByRole('tab', { name: 'Response' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByText(/START RequestId/).waitFor();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Pinned' }).waitFor();
    // A key that is held down repeats.
    for (let count = 0; count < 5; count++) await page.keyboard.down('r');
    await page.keyboard.up('r');
    await page.getByText(/^replayed/).waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('id')).toBe('3');
    expect(local.invocations).toHaveLength(3);
    await page.keyboard.press('1');
    await page.getByRole('region', { name: /pipeline/ }).waitFor();
    await page.keyboard.press('3');
    await page.getByRole('textbox', { name: 'Event as JSON' }).waitFor();
    await page.keyboard.press('2');
    await page.getByRole('search').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('nothing has this text');
    await page.getByText('Nothing matches').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    // It is not for what is behind the dialog.
    await page.keyboard.press('1');
    expect(new URL(page.url()).searchParams.get('view')).toBe('timeline');
  });

  it('shows one thing at a time on a narrow screen, without scrolling sideways', async () => {
    const { local, page } = await openConsole({ width: 400 });
    await local.invoke({ respond: '{"n":1}' }, { FunctionName: 'orders' });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await page
      .getByRole('listbox', { name: /^Invocations/ })
      .getByRole('option')
      .first()
      .click();
    await page.getByText('Succeeded', { exact: true }).last().waitFor();
    await page.getByTitle(/^The time of the event sources/).waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: 'Back to the list' }).click();
    await page.getByRole('button', { name: 'Sources' }).click();
    await page.getByRole('region', { name: /pipeline/ }).waitFor();
    expect(await overflow()).toBeLessThanOrEqual(0);
  });
});
