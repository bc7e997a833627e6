import type { Route } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openConsole } from './open-console.ts';

afterAll(closeBrowser);

describe.runIf(hasBrowser)('the panels of the pipeline', () => {
  it('send a request to a function, and show the response and the invocation', async () => {
    const { local, page, complaints } = await openConsole({ query: 'view=sources&node=http:orders' });
    const panel = page.getByRole('complementary', { name: 'The selected part' });
    const url = (local.functions.orders?.url ?? '').replace(/\/$/, '');
    await panel.getByRole('link', { name: `${url}/` }).waitFor();
    await panel.getByLabel('Method').selectOption('PUT');
    await panel.getByLabel('Path and query').fill('/orders/7?n=1');
    await panel.getByLabel('Headers').fill('X-Who: me');
    const response = { statusCode: 418, headers: { 'content-type': 'application/json' }, body: '{"tea":true}' };
    await panel.getByLabel('Body').fill(JSON.stringify({ respond: JSON.stringify(response) }));
    await panel.getByText(`curl '${url}/orders/7?n=1' -X PUT -H 'X-Who: me'`).waitFor();
    const send = panel.getByRole('button', { name: 'Send', exact: true });
    const ground = () => send.evaluate((button) => getComputedStyle(button).backgroundColor);
    const before = await ground();
    await send.hover();
    expect(await ground()).toBe(before);
    await send.click();
    const shown = panel.getByRole('region', { name: 'The response' });
    await shown.getByText('418', { exact: true }).waitFor();
    await shown.getByText('"tea"').waitFor();
    await local.settled();
    expect(local.invocations).toMatchObject([
      { source: 'http', event: { rawPath: '/orders/7', rawQueryString: 'n=1', headers: { 'x-who': 'me' } } },
    ]);
    await panel.getByRole('link', { name: 'orders #1' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('id')).toBe('1');
    expect(complaints).toEqual([]);
  });

  it('have a button for each route of an API, and a node with an address for each', async () => {
    const api = (key: string, routes: string) =>
      `  ${key}:\n    handler: app.${key}\n    triggers: [{ type: http-api, routes: [${routes}] }]\n`;
    const { local, page } = await openConsole({
      configuration: `project: shop\nfunctions:\n${api('orders', '"POST /orders", "GET /orders/{id}"')}${api('stock', '"ANY /stock"')}`,
      query: 'view=sources',
    });
    for (const { url = '' } of Object.values(local.functions)) {
      await page.locator('.node', { hasText: new URL(url).host }).waitFor();
    }
    await page.locator('.node', { hasText: new URL(local.functions.orders?.url ?? '').host }).click();
    expect(await page.getByLabel('Method').inputValue()).toBe('POST');
    await page.getByRole('button', { name: 'GET /orders/{id}' }).click();
    expect(await page.getByLabel('Method').inputValue()).toBe('GET');
    expect(await page.getByLabel('Path and query').inputValue()).toBe('/orders/{id}');
  });

  it('say which trigger for requests is served, and how to choose another one', async () => {
    const { page } = await openConsole({
      configuration:
        'image: { handler: app.Handler }\ntriggers: [{ type: url, auth_type: NONE }, { type: http-api, routes: [GET /a] }]\n',
      query: 'view=sources',
    });
    await page.getByRole('button', { name: /^Function URL 127/ }).click();
    await page.getByLabel('Method').waitFor();
    expect(await page.getByRole('button', { name: 'GET /a' }).count()).toBe(0);
    await page.getByRole('button', { name: 'HTTP API HTTP' }).click();
    await page.getByText('--front http-api').waitFor();
    expect(await page.getByLabel('Method').count()).toBe(0);
  });

  it('show what a function is, what it gets, and its last invocations', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=function:orders' });
    await local.invoke({ respond: '1' }, { FunctionName: 'orders' });
    const panel = page.getByRole('complementary', { name: 'The selected part' });
    await panel.getByText('app.Orders').waitFor();
    await panel.getByText('128 MB').waitFor();
    await panel.getByRole('link', { name: 'orders #1' }).waitFor();
    await panel.getByRole('region', { name: 'Comes from' }).getByRole('link', { name: 'jobs' }).click();
    await panel.getByRole('heading', { name: 'jobs', exact: true }).waitFor();
    await panel.getByRole('region', { name: 'Leads to' }).getByRole('link', { name: 'orders' }).waitFor();
  });

  it('show why a dead letter failed, and send a single one back', async () => {
    const { local, page } = await openConsole({
      configuration:
        'image: { handler: app.Handler }\ntrigger: { type: sqs, queue: { name: jobs, receive_count: 1 } }\n',
      query: 'view=sources&node=queue:jobs-dlq',
    });
    const attributes = { kind: { DataType: 'String', StringValue: 'urgent' } };
    local
      .queue('jobs')
      .send(['{"fail":"Function.One"}', '{"fail":"Function.Two"}'].map((body) => ({ body, attributes })));
    await local.settled();
    await local.clock.skip('6m');
    await local.settled();
    const panel = page.getByRole('complementary', { name: 'The selected part' });
    await panel.getByRole('button', { name: 'Redrive to jobs' }).waitFor();
    await panel.getByText('{"fail":"Function.Two"}').click();
    await panel.getByText('urgent').waitFor();
    await panel.locator('dd', { hasText: 'Function.Two: on purpose' }).waitFor();
    await panel.getByRole('link', { name: 'main #2' }).waitFor();
    await panel.getByRole('button', { name: 'Redrive', exact: true }).click();
    await page.getByText('the message is back in jobs').waitFor();
    await panel.getByText('{"fail":"Function.Two"}').waitFor({ state: 'detached' });
    await panel.getByText('{"fail":"Function.One"}').click();
    await panel.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await panel.getByText('No message has been received too often.').waitFor();
    expect(local.queue('jobs-dlq').messages).toEqual([]);
  });

  it('say which dead letters cannot go back, and why', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=queue:jobs-dlq' });
    local.queue('jobs-dlq').send('a');
    await page.getByRole('button', { name: 'Redrive to jobs' }).click();
    await page.getByText('0 messages went back to jobs; a message was sent to the dead-letter queue itself').waitFor();
  });

  it('show long bodies in parts', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=queue:jobs-dlq' });
    local.queue('jobs-dlq').send('x'.repeat(200_000));
    const panel = page.getByRole('complementary', { name: 'The selected part' });
    await panel.getByRole('button', { name: /^visible/ }).click();
    const length = () => panel.evaluate((element) => element.textContent?.length ?? 0);
    expect(await length()).toBeLessThan(70_000);
    await panel.getByRole('button', { name: '134.5 KB more' }).click();
    expect(await length()).toBeGreaterThan(200_000);
  });

  it('preview objects: their text, picture or bytes', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=bucket:photos' });
    const panel = page.getByRole('complementary', { name: 'The selected part' });
    const dot = 'R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=';
    local.bucket('photos').put('data.json', '{"width":320}');
    local.bucket('photos').put('dot.gif', Buffer.from(dot, 'base64'));
    local.bucket('photos').put('no.gif', Buffer.from([0, 1, 2]));
    await panel.getByRole('button', { name: 'data.json' }).click();
    await panel.getByText('"width"').waitFor();
    await panel.getByRole('button', { name: 'dot.gif' }).click();
    const picture = panel.getByRole('img', { name: 'Preview' });
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
    await panel.getByRole('button', { name: 'no.gif' }).click();
    await panel.getByText('00 01 02').waitFor();
    const download = page.waitForEvent('download');
    await panel.getByRole('button', { name: 'Download' }).last().click();
    expect((await download).suggestedFilename()).toBe('no.gif');
  });

  it('list the objects with the prefix that was typed last, whatever comes last', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=bucket:photos' });
    local.bucket('photos').put('a/1.jpg', 'x');
    local.bucket('photos').put('b/1.jpg', 'x');
    const held = Promise.withResolvers<Route>();
    await page.route(/prefix=a/, (route) => held.resolve(route));
    const field = page.getByLabel('Only keys that start with');
    await field.fill('a/');
    const first = await held.promise;
    await field.fill('b/');
    await page.getByRole('button', { name: /^b.1\.jpg/ }).waitFor();
    await page.getByRole('button', { name: /^a.1\.jpg/ }).waitFor({ state: 'detached' });
    // The page may have given it up.
    await first.continue().catch(() => {});
    local.bucket('photos').put('b/2.jpg', 'x');
    await page.getByRole('button', { name: /^b.2\.jpg/ }).waitFor();
    expect(await page.getByRole('button', { name: /^a.1\.jpg/ }).count()).toBe(0);
    expect(await field.evaluate((input) => document.activeElement === input)).toBe(true);
  });
});
