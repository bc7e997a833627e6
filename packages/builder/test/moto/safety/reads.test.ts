import { describe, expect } from 'vitest';
import { createForeignResources, type ForeignResources } from '../foreign-resources.ts';
import { triggersByType } from '../large-project.ts';
import { expectSuccess, scenario } from '../team/scenario.ts';

const READS_PER_FUNCTION = 12;
const READS_PER_TRIGGER = 4;
/** The caller, the index of tags, the repository, the lists of mappings, the HTTP API, and the rules of a listener. */
const SHARED_READS = 12;

/** Functions of which each has triggers of one type. */
interface Size {
  readonly functions: number;
  readonly triggers: number;
}

const oneEach: Size = { functions: 2, triggers: 1 };
const manyOfOne: Size = { functions: 1, triggers: 5 };
/** A function has at most one URL, and these streams are the only ones. */
const onlyOneEach: ReadonlySet<string> = new Set(['url', 'kinesis', 'dynamodb']);

const cases: Readonly<Record<string, (number: number, theirs: ForeignResources) => string>> = {
  ...triggersByType,
  'eventbridge with a queue': (number) => `{ type: eventbridge, dlq: 'undelivered-${number}-\${STAGE}' }`,
  'scheduler with a queue': (number) => `{ type: scheduler, dlq: 'undelivered-${number}-\${STAGE}' }`,
};

const sized = Object.entries(cases).flatMap(([name, write]) =>
  (onlyOneEach.has(name) ? [oneEach] : [oneEach, manyOfOne]).map((size) => ({ name, write, ...size })),
);

describe('the plan of a project', () => {
  for (const { name, write, functions, triggers } of sized) {
    scenario(`needs few reads with ${functions} × ${triggers} ${name}`, async ({ account }) => {
      const theirs = await account.asOthers((aws) => createForeignResources(aws, `others-${account.id}`));
      const lines = Array.from({ length: functions }, (_, index) => {
        const own = Array.from({ length: triggers }, (__, each) => write(index * triggers + each, theirs));
        return `  f${index}: { handler: app.handler, triggers: [${own.join(', ')}] }\n`;
      });
      const project = await account.project(`project: large\nfunctions:\n${lines.join('')}`);
      const limit = SHARED_READS + functions * (READS_PER_FUNCTION + triggers * READS_PER_TRIGGER);

      const first = await project.plan('dev');
      expectSuccess(first);
      expectSuccess(await project.apply('dev'));
      const second = await project.plan('dev');
      const check = await project.plan('dev', { args: ['--check'] });
      expectSuccess(check);
      expect(first.calls.length).toBeLessThanOrEqual(limit);
      expect(second.calls.length).toBeLessThanOrEqual(limit);
      expect(check.calls.length).toBeLessThanOrEqual(limit);
    });
  }
});
