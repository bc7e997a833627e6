import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { createForeignResources, type ForeignResources } from '../foreign-resources.ts';
import { expectNoTrespass, expectSuccess, scenario } from '../team/scenario.ts';
import { TeamAccount } from '../team/team-account.ts';
import type { TeamProject } from '../team/team-project.ts';

type Stage = 'dev' | 'prod';

/** Where a trigger is: `slot` stays the same if the function is renamed. */
interface Place {
  readonly theirs: ForeignResources;
  readonly stage: Stage;
  readonly slot: number;
}

/** One trigger of each type, and some types with a filter, or next to one of the same type. */
const triggers: readonly ((place: Place) => string)[] = [
  () => '{ type: sqs, queue: { partial_batch_response: true } }',
  () => '{ type: sqs, name: orders, filter: { body: { kind: [order] } } }',
  () => '{ type: eventbridge, schedule: rate(1 hour), input: { job: clean } }',
  ({ theirs }) =>
    `{ type: eventbridge, name: paid, bus: ${theirs.bus}, pattern: { source: [my.shop] }, dlq: 'lost-\${STAGE}-paid' }`,
  // The queue of the stage that is also that of `on_failure` below.
  () => "{ type: scheduler, input: { kind: morning }, dlq: 'lost-${STAGE}' }",
  ({ slot }) => `{ type: sns, topic_name: 'news-${slot}-\${STAGE}', filter: { kind: [order] } }`,
  ({ slot }) => `{ type: sns-sqs, topic_name: 'facts-${slot}-\${STAGE}' }`,
  ({ theirs, stage, slot }) => `{ type: s3-sqs, bucket: ${theirs.bucket}, prefix: ${stage}/${slot}/queue/ }`,
  ({ theirs, stage, slot }) => `{ type: s3-direct, bucket: ${theirs.bucket}, prefix: ${stage}/${slot}/direct/ }`,
  () => '{ type: url }',
  ({ slot }) => `{ type: http-api, routes: [GET /${slot}, 'ANY /${slot}/{path+}'] }`,
  ({ theirs, stage, slot }) =>
    `{ type: alb, listener_arn: '${theirs.listener}', path: /${stage}/${slot}, priority: ${slot + (stage === 'dev' ? 10 : 20)} }`,
  ({ theirs }) =>
    `{ type: kinesis, stream: { arn: '${theirs.kinesisStream}' }, on_failure: { queue: 'lost-\${STAGE}' } }`,
  ({ theirs }) => `{ type: dynamodb, stream: { arn: '${theirs.tableStream}' } }`,
];

const SLOTS = 4;
/** The names that a function has one after the other. */
const names = [
  ['orders', 'purchases', 'sales'],
  ['api', 'shop-api', 'web'],
  ['photos', 'pictures', 'images'],
  ['mail', 'letters', 'messages'],
] as const;

/** Nine triggers of four functions: for each trigger, the function that has it. */
const distribution = fc
  .tuple(
    fc.shuffledSubarray(
      triggers.map((_, index) => index),
      { minLength: 9, maxLength: 9 },
    ),
    fc.array(fc.nat(SLOTS - 1), { minLength: 9, maxLength: 9 }),
  )
  .map(([chosen, slots]) => chosen.map((trigger, index) => ({ trigger, slot: slots[index] ?? 0 })));

const step = fc.record({
  stage: fc.constantFrom<Stage>('dev', 'prod'),
  what: fc.constantFrom('move', 'move', 'remove', 'add', 'rename', 'memory', 'prune', 'rollback', 'teardown'),
  slot: fc.nat(SLOTS - 1),
  moved: fc.nat(8),
  /** After how many changes the first run of the command is killed; it is not killed before that. */
  killAfter: fc.option(fc.integer({ min: 1, max: 12 }), { freq: 2 }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The configuration of a stage, as its team has it at a moment. */
interface Life {
  readonly distribution: readonly { readonly trigger: number; readonly slot: number }[];
  readonly slots: readonly number[];
  /** How often each function was renamed. */
  readonly renamed: readonly number[];
  readonly memory: number;
}

function yamlOf({ distribution: all, slots, renamed, memory }: Life, stage: Stage, theirs: ForeignResources): string {
  const functions = slots.map((slot) => {
    const times = renamed[slot] ?? 0;
    const [name, was] = [names[slot]?.[times], names[slot]?.[times - 1]];
    const own = all
      .filter((each) => each.slot === slot)
      .map((each) => triggers[each.trigger]?.({ theirs, stage, slot }));
    const list = own.map((trigger) => `      - ${trigger}\n`).join('');
    return `  ${name}:\n${was === undefined ? '' : `    was: ${was}\n`}    handler: app.handler\n${own.length === 0 ? '' : `    triggers:\n${list}`}`;
  });
  return `project: shop\nlambda: { alias: live, memory: ${memory} }\nfunctions:\n${functions.join('')}`;
}

/** What a step makes of the configuration. */
function next(life: Life, { what, slot, moved }: Step): Life {
  const { slots, renamed } = life;
  if (what === 'add') return { ...life, slots: [...new Set([...slots, slot])].sort() };
  if (what === 'remove' && slots.length > 1) return { ...life, slots: slots.filter((each) => each !== slot) };
  if (what === 'rename') return { ...life, renamed: renamed.with(slot, Math.min(2, (renamed[slot] ?? 0) + 1)) };
  if (what === 'memory') return { ...life, memory: life.memory + 64 };
  if (what !== 'move') return life;
  return {
    ...life,
    distribution: life.distribution.map((each, index) => (index === moved ? { ...each, slot } : each)),
  };
}

async function run(project: TeamProject, { stage, what, killAfter }: Step) {
  if (what === 'rollback') return project.run(stage, 'rollback');
  const command = what === 'teardown' ? 'teardown' : 'apply';
  const args = what === 'prune' ? ['--prune', '--yes'] : ['--yes'];
  if (killAfter !== null) {
    let changes = 0;
    const isLast = () => {
      changes += 1;
      return changes === killAfter;
    };
    expectNoTrespass(await project.run(stage, command, { args, killAfter: isLast }));
  }
  return project.run(stage, command, { args });
}

describe('the life of a team with four functions and nine triggers', () => {
  scenario('in two stages touches only what a command is for, in any order', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(distribution, fc.array(step, { minLength: 3, maxLength: 6 }), async (all, steps) => {
        await using account = await TeamAccount.open();
        const theirs = await account.asOthers((aws) => createForeignResources(aws, `others-${account.id}`));
        const empty = await account.idsOfProjects();
        const project = await account.project('');
        const start: Life = {
          distribution: all,
          slots: [0, 1, 2, 3],
          renamed: [0, 0, 0, 0],
          memory: 128,
        };
        const lives = { dev: start, prod: start };
        const beginnings = (['dev', 'prod'] as const).map(
          (stage): Step => ({ stage, what: 'add', slot: 0, moved: 0, killAfter: null }),
        );
        for (const each of [...beginnings, ...steps]) {
          const { stage, what } = each;
          lives[stage] = next(lives[stage], each);
          await project.write(yamlOf(lives[stage], stage, theirs));
          // Both expect that everything of the other stage and of others is the same, down to the last setting.
          const outcome = await run(project, each);
          if (what === 'rollback') expectNoTrespass(outcome);
          else expectSuccess(outcome);
          if (what === 'rollback' || what === 'teardown') continue;
          const { code, stdout } = await project.plan(stage, { args: ['--check'] });
          expect({ code, stdout: code === 0 ? '' : stdout }).toEqual({ code: 0, stdout: '' });
        }
        for (const stage of ['dev', 'prod'] as const) {
          await project.write(yamlOf(lives[stage], stage, theirs));
          expectSuccess(await project.teardown(stage));
        }
        expect(await account.idsOfProjects()).toEqual(empty);
      }),
      // Each run takes many seconds: shrinking a failure would take minutes. The seed in the message repeats it.
      { numRuns: Number(process.env.ALR_SEQUENCES ?? 1), endOnFailure: process.env.ALR_SHRINK === undefined },
    );
  });
});
