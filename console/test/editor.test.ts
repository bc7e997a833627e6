import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openConsole } from './open-console.ts';

afterAll(closeBrowser);

describe.runIf(hasBrowser)('the editor of an event', () => {
  it('keeps up with keys that come faster than the page is painted', async () => {
    const { page, complaints } = await openConsole({ query: '?view=invoke&function=orders&sample=none' });
    const editor = page.getByRole('textbox', { name: 'Event as JSON' });
    await editor.and(page.locator('.cm-content')).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('{"respond":"1234567890"}');
    await expect.poll(() => editor.textContent()).toBe('{"respond":"1234567890"}');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('tabpanel').getByText('1234567890').first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('keeps what was written while other views are shown, and makes another event when the form changes', async () => {
    const { page } = await openConsole({ query: '?view=invoke&function=orders&sample=sqs' });
    const editor = page.getByRole('textbox', { name: 'Event as JSON' }).and(page.locator('.cm-content'));
    await page
      .getByPlaceholder('one per line')
      .and(page.getByLabel('Bodies', { exact: true }))
      .fill('first');
    await editor.getByText('"first"').waitFor();
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('{"mine":1}');
    await page.getByRole('button', { name: 'Timeline' }).click();
    await page.getByRole('search').waitFor();
    await page.getByRole('button', { name: 'Invoke', exact: true }).click();
    await expect.poll(() => editor.textContent()).toBe('{"mine":1}');
    expect(await page.getByLabel(/^Bodies/).inputValue()).toBe('first');
    await page.getByLabel('Queue', { exact: true }).fill('jobs');
    await editor.getByText('"first"').waitFor();
  });
});
