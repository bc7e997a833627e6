import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openConsole } from './open-console.ts';

afterAll(closeBrowser);

describe.runIf(hasBrowser)('the button Export', () => {
  it('saves the session as a file, with secrets masked', async () => {
    const { local, page, complaints } = await openConsole();
    await local.invoke({ respond: '{"password":"hunter-22"}' }, { FunctionName: 'orders' });
    await local.settled();
    const downloaded = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const download = await downloaded;
    expect(download.suggestedFilename()).toMatch(/^alr-local-\d{8}T\d{6}\.json$/);
    const text = await readFile(await download.path(), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      invocations: [{ function: 'orders', response: { password: '[masked]' } }],
    });
    await page.getByText(/read it before you share it/).waitFor();
    expect(complaints).toEqual([]);
  });
});
