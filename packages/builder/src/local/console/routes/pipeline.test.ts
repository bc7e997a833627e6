import { describe, expect, it } from 'vitest';
import { startTestProject } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';
import type { pipelineOf } from './pipeline.ts';

const CONFIGURATION = `project: shop
functions:
  orders:
    handler: app.Orders
    triggers:
      - { type: url, auth_type: NONE }
      - { type: eventbridge, rule_name: placed, pattern: { source: [my.shop], detail: { amount: [{ exists: true }] } } }
  photos:
    handler: app.Photos
    triggers:
      - { type: url, auth_type: NONE }
      - { type: s3-direct, bucket: photos, prefix: in/, suffix: .jpg }
      - { type: scheduler, schedule_name: nightly, schedule: rate(1 day) }
      - { type: eventbridge, name: first, pattern: { source: [a] } }
      - { type: eventbridge, name: second, pattern: { source: [b, c] } }
`;

describe('the pipeline', () => {
  it('has what leads to each function, with what passes', async () => {
    await using project = await createTestProject({ 'lambda.yaml': CONFIGURATION });
    await using local = await startTestProject(project);
    const { origin, hash } = new URL(local.consoleUrl ?? '');
    const headers = { Authorization: `Bearer ${new URLSearchParams(hash.slice(1)).get('token')}` };
    const response = await fetch(`${origin}/api/state`, { headers });
    const { nodes, edges } = (await response.json()) as ReturnType<typeof pipelineOf>;
    // Each function has its own URL.
    expect(nodes.filter(({ kind }) => kind === 'http').map(({ id }) => id)).toEqual(['http:orders', 'http:photos']);
    expect(nodes.find(({ kind }) => kind === 'schedule')).toMatchObject({ nextDue: expect.any(Number) });
    expect(edges).toEqual(
      expect.arrayContaining([
        { from: 'http:orders', to: 'function:orders', label: '' },
        {
          ...{ from: 'bus:default', to: 'function:orders', label: 'source: my.shop, detail' },
          pattern: '{"source":["my.shop"],"detail":{"amount":[{"exists":true}]}}',
        },
        { from: 'bucket:photos', to: 'function:photos', label: 'in/*.jpg', prefix: 'in/' },
        expect.objectContaining({ to: 'function:photos', label: 'source: a or source: b or c' }),
      ]),
    );
  });

  it('has a part for each trigger for requests, of which one is served', async () => {
    const routes = ['GET /orders', 'POST /orders'];
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
triggers: [{ type: url, auth_type: NONE }, { type: http-api, routes: [${routes}] }]
`,
    });
    for (const front of [undefined, 'http-api'] as const) {
      await using local = await startTestProject(project, { front });
      const { origin, hash } = new URL(local.consoleUrl ?? '');
      const headers = { Authorization: `Bearer ${new URLSearchParams(hash.slice(1)).get('token')}` };
      const state = await (await fetch(`${origin}/api/state`, { headers })).json();
      const { nodes, edges } = state as ReturnType<typeof pipelineOf>;
      const url = { kind: 'http', name: 'Function URL', front: 'url' };
      const api = { kind: 'http', name: 'HTTP API', front: 'http-api', routes };
      const served = { id: 'http:main', url: local.url };
      const [isUrl, isApi] = [front === undefined, front === 'http-api'];
      expect(nodes.filter(({ kind }) => kind === 'http')).toEqual([
        { ...url, ...(isUrl ? served : { id: 'http:main url' }) },
        { ...api, ...(isApi ? served : { id: 'http:main http-api' }) },
      ]);
      expect(edges).toEqual([
        { from: isUrl ? 'http:main' : 'http:main url', to: 'function:main', label: '' },
        { from: isApi ? 'http:main' : 'http:main http-api', to: 'function:main', label: '2 routes' },
      ]);
    }
  });

  it('leads from a function to the queue for what it could not process, and says when a queue is due', async () => {
    const arn = 'arn:aws:kinesis:eu-central-1:012345678912:stream/clicks';
    await using project = await createTestProject({
      'lambda.yaml': `image: { handler: app.Handler }
triggers:
  - { type: kinesis, stream: { arn: "${arn}", starting_position: TRIM_HORIZON }, on_failure: { queue: lost } }
  - { type: sqs, queue: { name: jobs } }
`,
    });
    await using local = await startTestProject(project);
    local.queue('jobs').send('{"fail":"Function.Broken"}');
    await local.settled();
    const { origin, hash } = new URL(local.consoleUrl ?? '');
    const headers = { Authorization: `Bearer ${new URLSearchParams(hash.slice(1)).get('token')}` };
    const state = await (await fetch(`${origin}/api/state`, { headers })).json();
    const { nodes, edges, clock } = state as ReturnType<typeof pipelineOf> & { clock: { nextDue: number } };
    expect(edges).toContainEqual({ from: 'function:main', to: 'queue:lost', label: 'failed for good' });
    expect(nodes.find(({ id }) => id === 'queue:jobs')).toMatchObject({ nextDue: clock.nextDue });
  });

  it('reports each step on the way to a function', async () => {
    await using project = await createTestProject({ 'lambda.yaml': CONFIGURATION });
    await using local = await startTestProject(project);
    local.bus().put({ source: 'my.shop', detailType: 'Placed', detail: { amount: 1 } });
    await local.until(
      'passed-on',
      ({ from, to, what }) => `${from} ${to} ${what}` === 'bus:default function:orders Placed',
    );
    await local.clock.skip('next');
    await local.until('passed-on', ({ from, to }) => from === 'schedule:nightly' && to === 'function:photos');
    await (await fetch(local.functions.photos?.url ?? '', { method: 'POST', body: '{"respond":"1"}' })).text();
    await local.until('passed-on', ({ from, to }) => from === 'http:photos' && to === 'function:photos');
  });
});
