import { afterEach, beforeEach, describe, expect, vi } from 'vitest';
import { type ApiCall, isChange } from '../aws-proxy/api-call.ts';
import { appliesTo, type TransientRefusal, transientRefusals } from '../aws-proxy/transient-refusals.ts';
import { createForeignResources } from '../foreign-resources.ts';
import { expectSuccess, scenario } from '../team/scenario.ts';
import type { TeamAccount } from '../team/team-account.ts';

// Waits for AWS are hundreds of milliseconds to seconds. Nothing here depends on how long they are.
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<typeof import('node:timers/promises')>()),
  setTimeout: async () => {},
}));

const QUEUE = '{ type: sqs, queue: { name: jobs } }';

const yaml = (trigger: string, memory = 128) => `project: shop
image: { repo: shop, handler: app.handler }
lambda: { name: orders, alias: live, concurrency: 5, memory: ${memory} }
role: { name: orders }
trigger: ${trigger}
`;

interface Case {
  readonly services: readonly string[];
  readonly trigger: string;
}

const TOPIC = '{ type: sns-sqs, topic_name: news, queue: { name: jobs } }';

/** The services with a trigger that makes all the calls of them. */
const cases: readonly Case[] = [
  { services: ['lambda'], trigger: TOPIC },
  { services: ['lambda'], trigger: '{ type: url, auth_type: NONE }' },
  { services: ['iam', 'sqs', 'sns', 'logs', 'ecr'], trigger: TOPIC },
  { services: ['s3'], trigger: "{ type: s3-direct, bucket: 'files-ACCOUNT', create_bucket: true }" },
  { services: ['events'], trigger: '{ type: eventbridge, rule_name: nightly }' },
  { services: ['apigateway'], trigger: '{ type: http-api, cors: { allow_origins: "*" } }' },
  { services: ['elasticloadbalancing'], trigger: "{ type: alb, listener_arn: 'LISTENER', priority: 20 }" },
];

/** Refuses each different change in turn with each of the refusals that AWS sends for it, and carries it out then. */
function refusing(refusals: readonly TransientRefusal[]) {
  const refused = new Map<string, number>();
  return {
    refused,
    interfere: (call: ApiCall) => {
      const applicable = isChange(call) ? refusals.filter((refusal) => appliesTo(refusal, call)) : [];
      const key = `${call.operation} ${call.url.pathname}${call.url.search} ${call.body}`;
      const count = refused.get(key) ?? 0;
      const refusal = applicable[count];
      if (refusal === undefined) return undefined;
      refused.set(key, count + 1);
      return { kind: 'refuse', refusal } as const;
    },
  };
}

async function projectFor(account: TeamAccount, trigger: string) {
  const needsListener = trigger.includes('LISTENER');
  const listener = needsListener
    ? (await account.asOthers((aws) => createForeignResources(aws, `bystander-${account.id}`))).listener
    : '';
  const complete = trigger.replace('ACCOUNT', account.id).replace('LISTENER', listener);
  return { shop: await account.project(yaml(complete)), trigger: complete };
}

describe('a temporary refusal', () => {
  beforeEach(() => {
    // The SDK waits a random time before it retries.
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  scenario.for(cases)('of $services does not end a deployment or a teardown: $trigger', async (each, { account }) => {
    const { shop, trigger } = await projectFor(account, each.trigger);
    const refusals = Object.values(transientRefusals).filter(({ service }) => each.services.includes(service));
    const attempts = refusing(refusals);
    expectSuccess(await shop.apply('dev', attempts));
    await shop.write(yaml(trigger, 256));
    expectSuccess(await shop.apply('dev', attempts));
    expectSuccess(await shop.teardown('dev', attempts));
    expect(attempts.refused.size).toBeGreaterThan(0);
    expect(await account.ids(/orders|jobs|nightly|files/)).toEqual([]);
  });

  // One by one, for whoever works on a case above.
  const selected = Object.entries(transientRefusals).filter(([name]) => name === process.env.ALR_REFUSAL);
  scenario.for(selected.map(([name, refusal]) => ({ name, refusal })))(
    'does not end a deployment: $name',
    async ({ refusal }, { account }) => {
      const trigger = cases.find(({ services }) => services.includes(refusal.service))?.trigger ?? QUEUE;
      const { shop } = await projectFor(account, trigger);
      expectSuccess(await shop.apply('dev', refusing([refusal])));
      expectSuccess(await shop.teardown('dev', refusing([refusal])));
    },
  );

  scenario.for(['Lambda: a concurrent update operation', 'IAM: a concurrent modification'])(
    'does not end a deployment if it comes three times: %s',
    async (name, { account }) => {
      const { shop } = await projectFor(account, '{ type: url, auth_type: NONE }');
      const refusal = transientRefusals[name] as TransientRefusal;
      expectSuccess(await shop.apply('dev', refusing([refusal, refusal, refusal])));
    },
  );

  scenario('that never goes away ends with the last reason, and the next run continues', async ({ account }) => {
    const { shop } = await projectFor(account, QUEUE);
    const refusal = transientRefusals['Lambda: a concurrent update operation'] as TransientRefusal;
    const { code, stderr } = await shop.apply('dev', refusing(new Array(1000).fill(refusal)));
    expect(code).toBe(1);
    expect(stderr).toContain('due to a concurrent update operation');
    expectSuccess(await shop.apply('dev'));
  });

  scenario('is not confused with a refusal that stays', async ({ account }) => {
    const { shop } = await projectFor(account, QUEUE);
    const refusal: TransientRefusal = {
      service: 'lambda',
      operations: /^CreateFunction$/,
      code: 'InvalidParameterValueException',
      message: 'Unzipped size must be smaller than 262144000 bytes',
    };
    const attempts = refusing(new Array(1000).fill(refusal));
    expect(await shop.apply('dev', attempts)).toMatchObject({ code: 1 });
    expect([...attempts.refused.values()]).toEqual([1]);
  });
});
