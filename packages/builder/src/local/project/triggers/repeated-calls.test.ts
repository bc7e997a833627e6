import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startTestProject } from '../../../../test/local.ts';
import { createTestProject } from '../../../../test/test-project.ts';
import type { LocalOptions } from '../../options/local-options.ts';

const publishingRuntime = fileURLToPath(new URL('../../../../test/publishing-runtime.ts', import.meta.url));

async function start(options: LocalOptions = {}) {
  const project = await createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }
triggers:
  - { type: sqs, queue: { name: jobs } }
  - { type: sns, topic_name: orders, filter: { none: [none] } }
  - { type: s3-direct, bucket: photos, prefix: none/ }
`,
  });
  const env = { AWS_REGION: 'us-east-1' };
  const local = await startTestProject(project, { env, ...options }, publishingRuntime);
  return {
    local,
    /** The warnings about repeated calls. */
    warnings: () =>
      local.events.flatMap((event) =>
        event.type === 'warning' && event.message.includes('delivered again') ? [event.message] : [],
      ),
    async [Symbol.asyncDispose]() {
      await local.close();
      await project[Symbol.asyncDispose]();
    },
  };
}

describe('a message that is delivered twice', () => {
  it('causes a warning if the function publishes it twice, once for the same calls', async () => {
    await using test = await start({ faults: ['queue=duplicate'] });
    const { local, warnings } = test;
    local.queue('jobs').send(['a', 'b']);
    await local.settled();
    await local.clock.skip('6m');
    const [first] = local.invocations;
    expect(warnings()).toEqual([
      `the message ${first?.batch?.records[0]?.id} was delivered again, and the function made the same calls again: sns:Publish orders; AWS ` +
        'delivers an event more than once now and then, so what the function does with it should have the effect of once',
    ]);
  });

  it('causes one if the function failed after it had published it', async () => {
    await using test = await start();
    const { local, warnings } = test;
    local.queue('jobs').send('then fail');
    await local.settled();
    expect(warnings()).toEqual([]);
    await local.clock.skip('6m');
    expect(local.invocations).toMatchObject([{ status: 'error' }, { status: 'success' }]);
    expect(warnings()).toEqual([expect.stringContaining('sns:Publish orders')]);
  });

  it('causes none if the calls have the effect of once', async () => {
    await using test = await start({ faults: ['queue=duplicate'] });
    const { local, warnings } = test;
    local.queue('jobs').send('put this');
    await local.settled();
    await local.clock.skip('6m');
    expect(local.invocations.length).toBeGreaterThan(1);
    expect(warnings()).toEqual([]);
  });

  it('fails with --strict', async () => {
    await using test = await start({ faults: ['queue=duplicate:1'], strict: true });
    const { local } = test;
    local.queue('jobs').send('a');
    await local.settled();
    expect(await local.until('batch-returned')).toMatchObject({ reason: '--strict does not accept that' });
  });
});

describe('two messages', () => {
  it('cause no warning if the function does the same with both', async () => {
    await using test = await start();
    const { local, warnings } = test;
    local.queue('jobs').send(['a', 'a']);
    await local.settled();
    expect(local.invocations).toHaveLength(2);
    expect(warnings()).toEqual([]);
  });
});
