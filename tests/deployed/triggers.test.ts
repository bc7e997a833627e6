import { beforeAll, describe, expect, inject, it } from 'vitest';
// @boundaries-ignore the tests of the builder have the emulated account
import type { Account } from '../../packages/builder/test/moto/account/entry.ts';
// @boundaries-ignore as above
import { createForeignResources, type ForeignResources } from '../../packages/builder/test/moto/foreign-resources.ts';
// @boundaries-ignore as above
import type {} from '../../packages/builder/test/moto/start-moto.ts';
// @boundaries-ignore as above
import { expectSuccess } from '../../packages/builder/test/moto/team/scenario.ts';
// @boundaries-ignore as above
import { TeamAccount } from '../../packages/builder/test/moto/team/team-account.ts';
// @boundaries-ignore as above
import type { TeamProject } from '../../packages/builder/test/moto/team/team-project.ts';
import { ALL_SOURCES } from '../emulator/all-sources.ts';
import { emulate } from '../emulator/emulated-function.ts';
import { combinations } from './combinations.ts';
import { deliveriesOf } from './deliveries.ts';
import type { LambdaEvent } from './event-and-account.ts';
import type { EventCase } from './event-case.ts';
import { triggerCases } from './trigger-cases.ts';

/** The account and the region of sample events. */
const [ACCOUNT, REGION] = ['123456789012', 'us-east-1'];

const functions = [
  ...Object.values(triggerCases)
    .flat()
    .map(({ name, trigger, ...event }) => {
      const events: Readonly<Record<string, EventCase>> = { '': event };
      return { name, triggers: (theirs: ForeignResources) => [trigger(theirs)], events };
    }),
  ...combinations,
];

const events = functions.flatMap(({ name, events: own }) =>
  Object.entries(own).map(([trigger, each]) => ({ ...each, name, trigger })),
);

/** What all classes of a function have received and returned, or the error. */
interface Handled {
  readonly seen?: unknown;
  readonly reply?: unknown;
  readonly error?: unknown;
}

describe.skipIf(inject('motoUrl') === '')('a deployed trigger', () => {
  let account: TeamAccount;
  let project: TeamProject;
  let deployed: Account;

  beforeAll(async () => {
    account = await TeamAccount.open({ id: ACCOUNT, regions: [REGION] });
    const theirs = await account.asOthers((aws) => createForeignResources(aws));
    const lines = functions.map(({ name, triggers }) => {
      const list = triggers(theirs).map((trigger) => `      - ${trigger}\n`);
      return `  ${name}:\n    handler: app\n    triggers:\n${list.join('')}`;
    });
    project = await account.project(`project: shop\nfunctions:\n${lines.join('')}`);
    expectSuccess(await project.apply('dev'));
    deployed = await account.read();
    return () => account[Symbol.asyncDispose]();
  });

  async function eventFor(name: string, trigger: string, args: readonly string[] = []): Promise<LambdaEvent> {
    const words = [...(trigger === '' ? [] : [trigger]), '--function', name, ...args];
    const { stdout, stderr } = await project.run('dev', 'event', { args: words });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  }

  /** Runs the function with the environment that was deployed. */
  async function handle({ name, source }: (typeof events)[number], event: unknown): Promise<Handled> {
    const { Environment } = (deployed.get(`function ${REGION} shop-dev-${name}`)?.content ?? {}) as {
      Environment?: { Variables?: Record<string, string> };
    };
    await using fn = await emulate(ALL_SOURCES, {
      project: inject('packed').projectWithEvents,
      env: { ...Environment?.Variables, ...(source && { SOURCES: source }) },
    });
    return (await fn.invoke(event).catch((error: unknown) => ({ error }))) as Handled;
  }

  const arnOf = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:shop-dev-${name}`;

  it.each(events)('passes its event to the function, which handles it: $name $trigger', async (each) => {
    const { name, trigger, args, by, filtered, seen } = each;
    const event = await eventFor(name, trigger, args);
    const deliveries = deliveriesOf(deployed, arnOf(name), event);
    expect({ event, by: deliveries.map((delivery) => delivery.by) }).toEqual({ event, by: [by] });
    const handled = await handle(each, event);
    if (each.fails) expect(handled).toEqual({ error: expect.objectContaining({ errorMessage: expect.any(String) }) });
    else expect(handled).toEqual({ seen, reply: each.reply });
    const reportsFailures = JSON.stringify(handled).includes('batchItemFailures');
    expect(reportsFailures).toBe(deliveries.some(({ reports }) => reports === true));
    if (filtered === undefined) return;
    const other = await eventFor(name, trigger, filtered);
    expect({ other, deliveries: deliveriesOf(deployed, arnOf(name), other) }).toEqual({ other, deliveries: [] });
  });

  it('is tested for each type', () => {
    const untested = Object.entries(triggerCases).filter(([, cases]) => cases.length === 0);
    expect(untested.map(([type]) => type)).toEqual(['none']);
  });
});
