import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
// @boundaries-ignore the tests of the builder hold functions up
import { openGate } from '../../packages/builder/test/gate.ts';
import { closeBrowser, hasBrowser, openConsole, openPage } from './open-console.ts';

afterAll(closeBrowser);

const rows = (page: Page) => page.getByRole('listbox', { name: /^Invocations/ }).getByRole('option');

describe.runIf(hasBrowser)('the console', () => {
  it('invokes a function with a sample event whose form was filled in, and shows what it did', async () => {
    const { local, page, complaints } = await openConsole({ query: 'view=invoke' });
    await page.getByLabel('Function', { exact: true }).selectOption('thumbnails');
    // What invokes the function is chosen already.
    await page.getByLabel('Bucket', { exact: true }).waitFor();
    expect(await page.getByLabel('Sample event').inputValue()).toBe('s3-in-sqs');
    await page.getByLabel('Bucket', { exact: true }).fill('photos');
    await page.getByRole('textbox', { name: 'Keys' }).fill('a b.jpg');
    const editor = page.getByRole('textbox', { name: 'Event as JSON' });
    await editor.filter({ hasText: 'a+b.jpg' }).click();
    await page.keyboard.press('Control+Enter');
    const result = page.getByRole('region', { name: 'The result' });
    await result.getByText('Succeeded').waitFor();
    expect(local.invocations).toMatchObject([{ function: 'thumbnails', source: 'invoke' }]);
    await result.getByRole('tab', { name: /Logs/ }).click();
    await result.getByText(/START RequestId/).waitFor();
    await result.getByRole('tab', { name: 'Event' }).click();
    await result.getByText('"eventSource"').waitFor();
    await result.getByRole('tab', { name: /Waterfall/ }).click();
    await result.locator('.phase-name', { hasText: 'invoke' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows what an event is about, and that some records of a batch are delivered again', async () => {
    const configuration =
      'image: { handler: app.Handler }\ntrigger: { type: sqs, queue: { name: jobs, batch_size: 10, partial_batch_response: true } }\n';
    const { local, page } = await openConsole({ configuration, query: 'view=timeline' });
    local.queue('jobs').send(['{"respond":"{\\"batchItemFailures\\":[{\\"itemIdentifier\\":\\"$1\\"}]}"}', 'b']);
    const row = rows(page).filter({ hasText: '2 records from jobs' });
    await row.getByText('1 again later').waitFor();
    await row.click();
    await page.getByRole('region', { name: 'The selected invocation' }).getByText('1 again later').waitFor();
    await page.getByLabel('Status').selectOption('partial');
    await row.getByText('With failures').waitFor({ state: 'attached' });
    await page.getByLabel('Status').selectOption('success');
    await row.waitFor({ state: 'detached' });
  });

  it('says which HTTP error a function has responded with', async () => {
    const { local, page } = await openConsole();
    const body = JSON.stringify({ respond: '{"statusCode":503,"body":"later"}' });
    await (await fetch(local.functions.orders?.url ?? '', { method: 'POST', body })).text();
    await rows(page).filter({ hasText: 'Responded with 503' }).click();
    const detail = page.getByRole('region', { name: 'The selected invocation' });
    await detail.getByText('Responded with 503').waitFor();
    await detail.getByText('later', { exact: true }).waitFor();
  });

  it('runs a schedule now', async () => {
    const configuration =
      'image: { handler: app.Handler }\ntrigger: { type: scheduler, schedule_name: nightly, schedule: rate(1 day) }\n';
    const { local, page } = await openConsole({ configuration, query: 'view=sources&node=schedule:nightly' });
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.getByText('nightly runs').waitFor();
    // The record may come a moment after the end.
    await expect.poll(() => local.invocations).toMatchObject([{ source: 'schedule' }]);
  });

  it('shows the chunks of a stream, and the time to the first byte', async () => {
    const { local, page } = await openConsole();
    const url = local.functions.orders?.url ?? '';
    await (await fetch(url, { method: 'POST', body: JSON.stringify({ stream: ['one', 'two'] }) })).text();
    await rows(page).first().click();
    await page.getByText(/first byte after/).waitFor();
    await page.getByText(/\d chunks?, 6\sB/).waitFor();
  });

  it('shows the chunks of a stream as they come', async () => {
    const { local, page } = await openConsole();
    await using gate = await openGate();
    const streamed = fetch(local.functions.orders?.url ?? '', {
      method: 'POST',
      body: JSON.stringify({ stream: ['one', gate.url] }),
    }).then((response) => response.text());
    await rows(page).first().click();
    await page.getByText('1 chunk, 3 B').waitFor();
    await page.getByText('one', { exact: true }).waitFor();
    (await gate.called).end('three');
    expect(await streamed).toBe('onethree');
    await page.getByText('2 chunks, 8 B').waitFor();
    await page.getByText('onethree', { exact: true }).waitFor();
  });

  it('shows the head of a streamed HTTP response as such, before all of it has come', async () => {
    const { local, page } = await openConsole();
    await using gate = await openGate();
    const head = `{"statusCode":201,"headers":{"content-type":"text/plain"}}${'\0'.repeat(8)}`;
    const streamed = fetch(local.functions.orders?.url ?? '', {
      method: 'POST',
      body: JSON.stringify({ stream: [`${head}one`, gate.url] }),
    }).then((response) => response.text());
    await rows(page).first().click();
    const panel = page.getByRole('tabpanel');
    await panel.getByText('201', { exact: true }).waitFor();
    await panel.getByText('one', { exact: true }).waitFor();
    (await gate.called).end('two');
    await streamed;
    await panel.getByText('onetwo', { exact: true }).waitFor();
  });

  it('shows an invocation while it runs, with its log, and its record in the same place when it has ended', async () => {
    const { local, page } = await openConsole();
    await using gate = await openGate();
    const invoked = local.invoke({ log: ['working'], after: gate.url }, { FunctionName: 'orders' });
    await rows(page).first().click();
    await page.getByText('working', { exact: true }).waitFor();
    // What its event is about.
    await rows(page).getByText('{"log":["working"]').waitFor();
    const detail = page.getByRole('region', { name: 'The selected invocation' });
    await detail.getByText('Running', { exact: true }).waitFor();
    const places = async () => [
      await detail.getByRole('tab', { name: /Logs/ }).boundingBox(),
      await rows(page).count(),
    ];
    const before = await places();
    (await gate.called).end('1');
    await invoked;
    await detail.getByText('Succeeded', { exact: true }).waitFor();
    await page.getByText('working', { exact: true }).waitFor();
    expect(await places()).toEqual(before);
  });

  it('shows what was running before the page was opened', async () => {
    const { local, page } = await openConsole();
    await using gate = await openGate();
    const invoked = local.invoke({ after: gate.url }, { FunctionName: 'orders' });
    await rows(page).getByText('running', { exact: true }).waitFor();
    await page.reload();
    await rows(page).getByText('running', { exact: true }).waitFor();
    (await gate.called).end('1');
    await invoked;
    await rows(page).getByText('Succeeded').waitFor();
    expect(await rows(page).count()).toBe(1);
  });

  it('puts a dropped file into a bucket, and shows the invocation that it causes', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=bucket:photos' });
    await page
      .locator('.drop-zone input')
      .setInputFiles({ name: 'a b.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('x') });
    await page.getByRole('button', { name: /^a b\.jpg/ }).waitFor();
    await local.settled();
    expect(local.bucket('photos').keys).toEqual(['a b.jpg']);
    const trail = page.getByRole('region', { name: 'What has just happened' });
    await trail.getByRole('link', { name: 'photos → photo-jobs: a b.jpg' }).waitFor();
    await trail.getByRole('link', { name: 'photo-jobs → thumbnails: 1 message' }).waitFor();
    await page.locator('.node-links').getByRole('link', { name: 'photo-jobs', exact: true }).waitFor();
    await page.locator('.node-links').getByRole('link', { name: 'thumbnails #1' }).waitFor();
    await trail.getByRole('link', { name: /^thumbnails succeeded, / }).click();
    await page.getByText('1 from photo-jobs').waitFor();
    await page.getByRole('link', { name: 'photo-jobs' }).click();
    await page.getByRole('heading', { name: 'photo-jobs' }).waitFor();
    await page.goBack();
    await page.getByRole('tab', { name: 'Event' }).click();
    await page.getByText(/a\+b\.jpg/).waitFor();
  });

  it('keeps all steps of a story in view, or where they can be scrolled to', async () => {
    const { local, page } = await openConsole({ query: 'view=sources' });
    const trail = page.getByRole('region', { name: 'What has just happened' });
    await trail.waitFor();
    const height = async () => (await trail.boundingBox())?.height ?? 0;
    for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) local.bucket('photos').put(key, 'x');
    await local.settled();
    for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) {
      await trail.getByRole('link', { name: `photos → photo-jobs: ${key}` }).click();
      await page.getByRole('heading', { name: 'photo-jobs' }).waitFor();
    }
    expect(await height()).toBeLessThan(160);
  });

  it('lights the parts of the pipeline one after the other', async () => {
    const { local, page } = await openConsole({ query: 'view=sources' });
    await page.getByRole('region', { name: /pipeline/ }).waitFor();
    const lit = page.evaluate(
      (last) =>
        new Promise<string[]>((resolve) => {
          const order: string[] = [];
          const note = () => {
            for (const each of document.querySelectorAll('.node.lit .node-name')) {
              if (!order.includes(each.textContent ?? '')) order.push(each.textContent ?? '');
            }
            if (order.includes(last)) resolve(order);
          };
          new MutationObserver(note).observe(document.body, { attributes: true, subtree: true });
        }),
      'thumbnails',
    );
    local.bucket('photos').put('a.jpg', 'x');
    expect(await lit).toEqual(['photos', 'photo-jobs', 'thumbnails']);
  });

  it('lights the heads of arrows, too', async () => {
    const { page } = await openConsole({ query: 'view=sources' });
    const edge = page.locator('.edge').filter({ hasText: 'one by one' }).first();
    await edge.waitFor({ state: 'attached' });
    // In the middle of the head, which ends at the function.
    const node = await page.getByRole('button', { name: 'thumbnails function' }).boundingBox();
    const { x = 0, y = 0, height = 0 } = node ?? {};
    const clip = { x: x - 5, y: y + height / 2 - 1, width: 2, height: 2 };
    const before = await page.screenshot({ clip });
    await edge.evaluate((each) => each.classList.add('lit'));
    await expect.poll(async () => (await page.screenshot({ clip })).equals(before)).toBe(false);
  });

  it('shows a poison message hidden, skips until it is a dead letter, and sends it back', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=queue:jobs' });
    const skip = page.getByRole('button', { name: /Skip to next/ });
    const width = async () => (await skip.boundingBox())?.width;
    const before = await width();
    local.queue('jobs').send('{"fail":"Function.Poison"}');
    await page.getByText(/hidden for 5\smin\s5\d\ss/).waitFor();
    await page.getByText('received 1×').waitFor();
    await page.getByTitle(/^Skip to .*, in 5\smin\s5\d\ss \(s\): queue jobs$/).waitFor();
    expect(await width()).toBe(before);
    for (const receives of [2, 3]) {
      await skip.click();
      await page.getByText(`received ${receives}×`).waitFor();
    }
    await skip.click();
    await page.getByText('The queue is empty.').waitFor();
    await page
      .getByRole('button', { name: /jobs-dlq dead letters/ })
      .first()
      .click();
    await page.getByText(/received \d×/).waitFor();
    await page.getByRole('button', { name: 'Redrive' }).click();
    await page.getByText('No message has been received too often.').waitFor();
    await local.settled();
    expect(local.queue('jobs').messages).toMatchObject([{ receiveCount: 1 }]);
  });

  it('sends a message from a form', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=queue:jobs' });
    await page.getByLabel('Body').fill('{"respond":"1"}');
    await page.getByLabel('How many').fill('3');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('sent 3 messages to jobs').waitFor();
    await local.settled();
    expect(local.invocations).toHaveLength(3);
  });

  it('replays and pins an invocation, and compares the responses', async () => {
    const { local, page } = await openConsole();
    await local.invoke({ respond: '{"n":1}' }, { FunctionName: 'orders' });
    await rows(page).first().click();
    await page.getByRole('button', { name: 'Pin' }).click();
    await page.getByRole('button', { name: 'Pinned' }).waitFor();
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('replayed: the response is the same').waitFor();
    await rows(page).first().getByText('replay', { exact: true }).waitFor();
    await page.locator('.invocation-heading').getByText('replay', { exact: true }).waitFor();
    await page.getByLabel('Source').selectOption('replay');
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page
      .getByLabel('Compare with')
      .getByText('#1 · ')
      .and(page.getByText('invoke · Succeeded'))
      .waitFor({ state: 'attached' });
    await page.getByText('Response: the same').waitFor();
    expect(local.invocations).toMatchObject([{ source: 'invoke' }, { source: 'replay' }]);
  });

  it('does what a double click starts once', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=queue:jobs' });
    await page.getByLabel('Body').fill('{"respond":"1"}');
    await page.getByRole('button', { name: 'Send', exact: true }).dblclick();
    await page.getByText('sent 1 message to jobs').waitFor();
    await local.settled();
    expect(local.invocations).toHaveLength(1);
    await page.getByRole('button', { name: 'Timeline' }).click();
    await rows(page).first().click();
    await page.getByRole('button', { name: 'Replay' }).dblclick();
    await page.getByText(/^replayed/).waitFor();
    expect(local.invocations).toHaveLength(2);
    // Whoever clicks again means it.
    await page.getByRole('button', { name: 'Replay' }).click();
    await expect.poll(() => local.invocations.length).toBe(3);
  });

  it('shows in all pages what is pinned in one', async () => {
    const { local, page } = await openConsole();
    await local.invoke({ respond: '{"n":1}' }, { FunctionName: 'orders' });
    const other = await openPage(local.consoleUrl ?? '');
    for (const each of [page, other.page]) await rows(each).first().click();
    await page.getByRole('button', { name: 'Pin', exact: true }).click();
    await other.page.getByRole('button', { name: 'Pinned' }).click();
    await page.getByRole('button', { name: 'Pin', exact: true }).waitFor();
  });

  it('runs pinned invocations again after a change, says which differ, and shows how', async () => {
    const { local, page } = await openConsole();
    await local.invoke({ respond: '{"n":1}' }, { FunctionName: 'orders' });
    await local.invoke({ describe: true }, { FunctionName: 'orders' });
    for (const index of [1, 0]) {
      await rows(page).nth(index).click();
      await page.getByRole('button', { name: 'Pin', exact: true }).click();
      await page.getByRole('button', { name: 'Pinned' }).waitFor();
    }
    const strip = page.getByRole('region', { name: 'Pinned invocations' });
    await strip.getByText('2 pinned: run again at each change').waitFor();
    const { origin, hash } = new URL(local.consoleUrl ?? '');
    const headers = { Authorization: `Bearer ${hash.split('=')[1]}`, 'Content-Type': 'application/json' };
    await fetch(`${origin}/api/restart`, { method: 'POST', headers, body: '{}' });
    await strip.getByText('1 same, 1 differs').waitFor();
    // A page that is opened later reads only the last events.
    await local.invoke({ log: Array.from({ length: 300 }, () => 'a line') }, { FunctionName: 'orders' });
    await page.reload();
    await strip.getByText('1 same, 1 differs').waitFor();
    await strip.getByRole('button', { name: /#2: / }).click();
    await page.getByText(/Response: \d+ different/).waitFor();
  });

  it('saves an invocation as a file', async () => {
    const { project, local, page } = await openConsole();
    await local.invoke({ respond: '{"n":1}' }, { FunctionName: 'orders' });
    await rows(page).first().click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByLabel('Name of the file in the folder events').fill('first-order');
    await page.keyboard.press('Enter');
    await page.getByText(/saved .*first-order\.json/).waitFor();
    expect(await readFile(project.path('events/first-order.json'), 'utf8')).toMatch(/"n": ?1/);
  });

  it('switches a fault on', async () => {
    const { local, page } = await openConsole();
    await page.getByRole('button', { name: /Faults/ }).click();
    await page.getByLabel(/Queues deliver twice/).check();
    await page.getByText('1', { exact: true }).first().waitFor();
    local.queue('jobs').send('{"respond":"1"}');
    await local.settled();
    await expect.poll(() => local.invocations.length).toBe(2);
  });

  it('shows whether deliveries of the same message differ', async () => {
    const { local, page } = await openConsole();
    await page.getByRole('button', { name: /Faults/ }).click();
    await page.getByLabel(/Queues deliver twice/).check();
    await expect.poll(() => page.getByRole('button', { name: /Faults/ }).textContent()).toContain('1');
    local.queue('jobs').send('{"describe":true}');
    await local.settled();
    await page.goto(`${new URL(local.consoleUrl ?? '').origin}/?id=1&tab=compare`);
    const deliveries = page.getByRole('region', { name: 'Other deliveries' });
    await deliveries.getByText('The same messages were delivered 2 times').waitFor();
    await deliveries.getByText('the response differs').click();
    await deliveries.getByText(/Response: \d+ different/).waitFor();
    await deliveries.getByRole('link', { name: 'Show #2' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('id')).toBe('2');
  });

  it('shows long queues and buckets in pages, and objects by prefix', async () => {
    const { local, page } = await openConsole({ query: 'view=sources&node=queue:jobs-dlq' });
    local.queue('jobs-dlq').send(Array.from({ length: 120 }, (_, index) => `message ${index}`));
    for (let index = 0; index < 60; index++) local.bucket('photos').put(`a/${index}.txt`, 'x');
    local.bucket('photos').put('b/only.txt', 'x');
    await page.reload();
    const pages = page.getByRole('navigation', { name: 'Pages of messages' });
    await pages.getByRole('button', { name: 'Next' }).click();
    await pages.getByRole('button', { name: 'Next' }).click();
    await pages.getByText('101–120 of 120').waitFor();
    await page.getByText('message 119').waitFor();
    await page.goto(`${new URL(local.consoleUrl ?? '').origin}/?view=sources&node=bucket:photos`);
    await page.getByRole('navigation', { name: 'Pages of objects' }).getByText('1–50 of 61').waitFor();
    await page.getByLabel('Only keys that start with').fill('b/');
    await page.getByText('1 object', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^b.only\.txt/ }).waitFor();
  });

  it('shows binary bodies in hexadecimal, 4 KB at a time', async () => {
    const { local, page } = await openConsole();
    const body = Buffer.alloc(6000, 0xff).toString('base64');
    await local.invoke(
      { respond: JSON.stringify({ statusCode: 200, isBase64Encoded: true, body }) },
      { FunctionName: 'orders' },
    );
    await rows(page).first().click();
    await page.getByText('00000ff0').waitFor();
    expect(await page.getByText('00001000').count()).toBe(0);
    await page.getByRole('button', { name: '1.9 KB more' }).click();
    await page.getByText('00001760').waitFor();
  });

  it('has a setting for the editor, which a reload keeps, and says where data is kept', async () => {
    const { page } = await openConsole();
    const menu = page.getByRole('button', { name: 'Settings' });
    await menu.click();
    await page.getByText('only in memory').waitFor();
    await page.getByLabel('Lines of code open in').selectOption('cursor');
    await page.reload();
    await menu.click();
    expect(await page.getByLabel('Lines of code open in').inputValue()).toBe('cursor');
  });

  it('filters by status, and keeps that in the address', async () => {
    const { local, page } = await openConsole();
    await local.invoke({ respond: '1' }, { FunctionName: 'orders' });
    await local.invoke({ fail: 'Function.Broken' }, { FunctionName: 'orders' });
    await page.getByLabel('Status').selectOption('error');
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.reload();
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('status')).toBe('error');
    expect(page.url()).not.toContain('token');
  });
});
