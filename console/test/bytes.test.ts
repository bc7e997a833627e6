import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openConsole } from './open-console.ts';

afterAll(closeBrowser);

describe.runIf(hasBrowser)('the tree of an event', () => {
  it('shows the bytes of records and attributes: as JSON, as a text, or in hexadecimal', async () => {
    const { local, page, complaints } = await openConsole();
    const base64 = (content: string | number[]) => Buffer.from(content as string).toString('base64');
    const event = {
      respond: '1',
      kinesis: { data: base64('{"inside":42}') },
      attributes: { picture: { binaryValue: base64([0xff, 0xd8, 0xff]) }, name: { binaryValue: base64('größe') } },
      // It is no Base64.
      other: { data: 'a text' },
    };
    await local.invoke(event, { FunctionName: 'orders' });
    // Its record comes a moment after the response.
    await local.settled();
    await page.goto(`${new URL(local.consoleUrl ?? '').origin}/?id=1&tab=event`);
    const show = page.getByRole('button', { name: 'Show the bytes' });
    await expect.poll(() => show.count()).toBe(3);
    for (let index = 0; index < 3; index++) await show.first().click();
    await page.getByText('"größe"').waitFor();
    await page.getByText('00000000 ff d8 ff').waitFor();
    await page.getByRole('button', { name: 'Show as JSON' }).first().click();
    await page.getByText('"inside"').waitFor();
    expect(complaints).toEqual([]);
  });
});
