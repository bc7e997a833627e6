import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startTestProject, type TestLocal } from '../../../test/local.ts';
import type { Decision } from '../../../test/planned-runtime.ts';
import { createTestProject } from '../../../test/test-project.ts';
import { listen } from '../http/server.ts';

const runtime = fileURLToPath(new URL('../../../test/planned-runtime.ts', import.meta.url));

/** Objects in `incoming` go through a queue to `thumb`, which writes to `photos`, whose notifications invoke `archive`. */
const configuration = `project: shop
lambda: { timeout: 1, on_failure: { queue: failed } }
functions:
  worker:
    handler: app.Handler
    triggers: [{ type: sqs, queue: { name: jobs, batch_size: 3, partial_batch_response: true } }]
  thumb: { handler: app.Handler, triggers: [{ type: s3-sqs, bucket: incoming, queue: { name: thumbs } }] }
  clicks:
    handler: app.Handler
    triggers: [{ type: kinesis, stream: { arn: 'arn:aws:kinesis:eu-central-1:123456789012:stream/clicks', retries: 2 } }]
  archive:
    handler: app.Handler
    triggers: [{ type: s3-direct, bucket: photos }, { type: eventbridge, schedule: rate(25 minutes) }]
`;

type Action = Decision['action'] | 'report';

/** What happens to an item at its first delivery, at its second one, and so on. The last action is repeated. */
type Plan = readonly Action[];

/** Decides what the functions do, and remembers it. */
class Plans {
  readonly #plans = new Map<string, Plan>();
  readonly #deliveries = new Map<string, number>();
  /** How many invocations have begun. */
  begun = 0;
  /** The items that a function has handled, each with the name of the function. */
  readonly handled = new Set<string>();

  set(id: string, plan: Plan): void {
    this.#plans.set(id, plan);
  }

  decide(name: string, ids: readonly string[]): Decision {
    this.begun++;
    const actions = ids.map((id) => this.#nextAction(`${name} ${id}`, id));
    const action = (['hang', 'exit', 'fail'] as const).find((each) => actions.includes(each)) ?? 'respond';
    const canReport = name === 'shop-dev-worker';
    const failed = ids.filter((_, index) => actions[index] === 'report' && canReport);
    if (action === 'respond') {
      for (const id of ids) if (!failed.includes(id)) this.handled.add(`${name} ${id}`);
    }
    const writes = name === 'shop-dev-thumb' && action === 'respond' ? ids.map((id) => `photos/${id}`) : [];
    return { action, failed, writes };
  }

  #nextAction(delivery: string, id: string): Action {
    const plan = this.#plans.get(id) ?? ['respond'];
    const count = this.#deliveries.get(delivery) ?? 0;
    this.#deliveries.set(delivery, count + 1);
    return plan[Math.min(count, plan.length - 1)] ?? 'respond';
  }
}

async function servePlans(plans: Plans) {
  const server = createServer(async (request, response) => {
    const { name, ids } = (await json(request)) as { name: string; ids: string[] };
    response.end(JSON.stringify(plans.decide(name, ids)));
  });
  const address = await listen(server, '127.0.0.1', 0);
  return {
    url: `http://${address}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Step =
  | { readonly kind: 'send'; readonly plans: readonly Plan[]; readonly delay: number }
  | { readonly kind: 'incoming' | 'photo' | 'event' | 'record'; readonly plan: Plan }
  | { readonly kind: 'skip'; readonly amount: string; readonly isAwaited: boolean }
  | { readonly kind: 'settle' | 'reload' | 'pass' };

const action = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Action>('respond') },
  { weight: 8, arbitrary: fc.constantFrom<Action>('fail', 'report') },
  { weight: 3, arbitrary: fc.constant<Action>('exit') },
  { weight: 1, arbitrary: fc.constant<Action>('hang') },
);
const plan = fc.array(action, { minLength: 1, maxLength: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('send' as const),
    plans: fc.array(plan, { minLength: 1, maxLength: 7 }),
    delay: fc.constantFrom(0, 0, 30),
  }),
  fc.record({
    kind: fc.constantFrom('incoming' as const, 'photo' as const, 'event' as const, 'record' as const),
    plan,
  }),
  fc.record({
    kind: fc.constant('skip' as const),
    amount: fc.constantFrom('next', '1s', '1m', '6m', '20m'),
    isAwaited: fc.boolean(),
  }),
  fc.record({ kind: fc.constantFrom('settle' as const, 'settle' as const, 'pass' as const, 'reload' as const) }),
);

const itemOf = (body: string) => /"(?:id|key)":"([^"]+)"/.exec(body)?.[1] ?? body;

/** Each item of a queue is in one place, and nothing is left that the function could have now. */
function checkQueue(local: TestLocal, plans: Plans, name: string, worker: string, sent: readonly string[]): void {
  const { now } = local.clock;
  const waiting = local.queue(name).messages;
  expect(waiting.filter(({ state, visibleAt }) => state === 'visible' && visibleAt <= now - 1000)).toEqual([]);
  const inQueue = waiting.map(({ body }) => itemOf(body));
  const dead = local.queue(`${name}-dlq`).messages.map(({ body }) => itemOf(body));
  for (const id of sent) {
    const places = [
      ...(plans.handled.has(`${worker} ${id}`) ? ['handled'] : []),
      ...inQueue.filter((each) => each === id).map(() => 'queue'),
      ...dead.filter((each) => each === id).map(() => 'dead-letter queue'),
    ];
    expect({ id, places }).toEqual({ id, places: [expect.any(String)] });
  }
}

/** Runs a program, and looks at the queues and records whenever the emulator has settled. */
async function run(steps: readonly Step[], instances: number): Promise<void> {
  const plans = new Plans();
  await using server = await servePlans(plans);
  await using project = await createTestProject({ 'lambda.yaml': configuration });
  const env = { PLANS: server.url };
  await using local = await startTestProject(project, { env, instances, watch: true }, runtime);
  const sent = { jobs: [] as string[], incoming: [] as string[], archive: [] as string[] };
  const skips: Promise<void>[] = [];
  let items = 0;

  const newItem = (each: Plan) => {
    const id = `item-${++items}`;
    plans.set(id, each);
    return id;
  };
  const check = () => {
    expect({ ended: local.invocations.length }).toEqual({ ended: plans.begun });
    checkQueue(local, plans, 'jobs', 'shop-dev-worker', sent.jobs);
    checkQueue(local, plans, 'thumbs', 'shop-dev-thumb', sent.incoming);
  };

  for (const each of steps) {
    switch (each.kind) {
      case 'send': {
        const ids = each.plans.map(newItem);
        sent.jobs.push(...ids);
        local.queue('jobs').send(ids.map((id) => ({ body: JSON.stringify({ id }), delay: each.delay })));
        break;
      }
      case 'incoming': {
        const id = newItem(each.plan);
        sent.incoming.push(id);
        local.bucket('incoming').put(id, 'content');
        break;
      }
      case 'photo': {
        const id = newItem(each.plan);
        sent.archive.push(id);
        local.bucket('photos').put(id, 'content');
        break;
      }
      case 'event': {
        const id = newItem(each.plan);
        sent.archive.push(id);
        const Payload = JSON.stringify({ id });
        await local.client.send(new InvokeCommand({ FunctionName: 'archive', InvocationType: 'Event', Payload }));
        break;
      }
      case 'record':
        local.stream('clicks').put(newItem(each.plan));
        break;
      case 'skip': {
        const skip = local.clock.skip(each.amount);
        if (each.isAwaited) await skip;
        else skips.push(skip);
        break;
      }
      case 'settle':
        await Promise.all(skips);
        await local.settled();
        check();
        break;
      case 'reload':
        await appendFile(project.path('lambda.yaml'), '# changed\n');
        break;
      case 'pass':
        await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await Promise.all(skips);
  await local.clock.skip('2h');
  await local.settled();
  check();
  expect(local.queue('jobs').messages).toEqual([]);
  expect(local.queue('thumbs').messages).toEqual([]);
  const failed = local.queue('failed').messages.map(({ body }) => body);
  for (const id of sent.archive) {
    const isHandled = plans.handled.has(`shop-dev-archive ${id}`);
    expect({ id, failed: failed.filter((body) => body.includes(`"${id}"`)).length }).toEqual({
      id,
      failed: isHandled ? 0 : 1,
    });
  }
  for (const id of sent.incoming) {
    if (!plans.handled.has(`shop-dev-thumb ${id}`)) continue;
    expect(local.bucket('photos').keys).toContain(id);
  }
}

it('settled and skip wait for all that runs or is due, whatever functions, clients and reloads do', async () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 12 });
  const instances = fc.integer({ min: 1, max: 2 });
  // On a busy machine, there are fewer programs, but at least one.
  const busy = AbortSignal.timeout(8000);
  let runs = 0;
  const runIfTime = async (...program: Parameters<typeof run>) => {
    if (runs++ === 0 || !busy.aborted) await run(...program);
  };
  await fc.assert(fc.asyncProperty(steps, instances, runIfTime), { numRuns: 8 });
});
