import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, hasBrowser, openConsole } from './open-console.ts';

afterAll(closeBrowser);

const CONFIGURATION = `project: gallery
functions:
  resize:
    handler: app.Resize
    triggers:
      - { type: s3-direct, bucket: photos, prefix: in/ }
      - { type: url, auth_type: NONE }
  notify:
    handler: app.Notify
    triggers:
      - { type: eventbridge, bus: shop, pattern: { source: [my.shop], detail-type: [Placed] } }
      - { type: scheduler, schedule_name: nightly, schedule: rate(1 day) }
`;

describe.runIf(hasBrowser)('the pipeline', () => {
  it('lights what an event bus passes on, which a form sends so that its rule matches', async () => {
    const { local, page } = await openConsole({ configuration: CONFIGURATION, query: 'view=sources&node=bus:shop' });
    expect(await page.getByLabel('Source').inputValue()).toBe('my.shop');
    expect(await page.getByLabel('Detail type').inputValue()).toBe('Placed');
    const lit = page.waitForSelector('.edge.lit');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await lit;
    const trail = page.getByRole('region', { name: 'What has just happened' });
    await trail.getByRole('link', { name: 'shop → notify: Placed' }).click();
    await page.getByRole('heading', { name: 'notify' }).waitFor();
    await local.settled();
    await page.getByLabel('Close').click();
    await page.getByRole('button', { name: /^shop event bus/ }).click();
    await page.getByLabel('Source').fill('another');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('it matches nothing').waitFor();
    await trail.getByRole('link', { name: 'shop: nothing gets it', exact: true }).waitFor();
  });

  it('puts what is dropped where a function gets it, and says if nothing does', async () => {
    const { local, page } = await openConsole({
      configuration: CONFIGURATION,
      query: 'view=sources&node=bucket:photos',
    });
    const prefix = page.getByLabel('Prefix of the keys of new objects');
    expect(await prefix.inputValue()).toBe('in/');
    const drop = (name: string) =>
      page.locator('.drop-zone input').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from('x') });
    await drop('a.txt');
    await expect.poll(() => local.invocations.length).toBe(1);
    await prefix.fill('');
    await drop('b.txt');
    await page.getByText('it matches no notification').waitFor();
    await page.getByRole('button', { name: /^b\.txt/ }).click();
    await page.locator('dd', { hasText: 'text/plain' }).waitFor();
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(local.bucket('photos').keys).toEqual(['b.txt', 'in/a.txt']);
    await page.getByRole('button', { name: 'Delete…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => local.bucket('photos').keys).toEqual(['in/a.txt']);
  });

  it('has its parts below each other on a narrow screen, where nothing is cut', async () => {
    const { page } = await openConsole({ configuration: CONFIGURATION, query: 'view=sources', width: 400 });
    const pipeline = page.getByRole('region', { name: /pipeline/ });
    await pipeline.waitFor();
    expect(await pipeline.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    const lefts = await pipeline
      .locator('.node')
      .evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().right));
    expect(Math.max(...lefts)).toBeLessThan(400);
  });
});

describe.runIf(hasBrowser)('the timeline', () => {
  it('asks before it clears the history, and offers to clear the filter if there is one', async () => {
    const { local, page } = await openConsole({ query: 'function=nobody' });
    await local.invoke({ respond: '1' }, { FunctionName: 'orders' });
    expect(await page.getByLabel('Function').inputValue()).toBe('nobody');
    await page.getByRole('search').getByRole('button', { name: 'Clear the filter' }).click();
    const rows = page.getByRole('listbox', { name: /^Invocations/ }).getByRole('option');
    await rows.getByText('Succeeded').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Clear…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear the history' }).click();
    await page.getByText('No invocations yet').waitFor();
    await page.getByText(/^curl http/).waitFor();
  });
});
