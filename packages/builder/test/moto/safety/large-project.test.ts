import { describe, expect } from 'vitest';
import type { ApiCall } from '../aws-proxy/api-call.ts';
import type { Interfere } from '../aws-proxy/aws-proxy.ts';
import { createForeignResources } from '../foreign-resources.ts';
import { largeProject } from '../large-project.ts';
import { expectSuccess, scenario } from '../team/scenario.ts';

const FUNCTIONS = 50;
const TRIGGERS = 120;
/** What does not depend on the number of functions: the caller, the repository, the load balancer, and pages of lists. */
const SHARED_READS = 20;
/** The limit of `aws/connection`. */
const MAX_CALLS = 10;

/** AWS refuses to create these functions. */
function refuseFunctions(...names: readonly string[]): Interfere {
  const isRefused = ({ operation, body }: ApiCall) =>
    operation === 'CreateFunction' && names.some((name) => body.includes(`"FunctionName":"large-dev-${name}"`));
  const refusal = { status: 400, code: 'InvalidParameterValueException', message: 'no such image' };
  return (call) => (isRefused(call) ? { kind: 'refuse', refusal } : undefined);
}

describe('a project with many functions and triggers of all types', () => {
  scenario(
    'is deployed except for what fails, continues, and is read in few calls',
    { timeout: 300_000 },
    async ({ account }) => {
      const theirs = await account.asOthers((aws) => createForeignResources(aws, 'others'));
      const yaml = largeProject(FUNCTIONS, theirs);
      expect(yaml.match(/type:/g)).toHaveLength(TRIGGERS);
      const project = await account.project(yaml);

      const failed = await project.apply('dev', { interfere: refuseFunctions('f3', 'f37') });
      const reason = 'could not create function large-dev-NAME: InvalidParameterValueException: no such image';
      const lines = failed.stderr.split('\n');
      expect(lines).toContainEqual(expect.stringMatching(/^f49: \d+ changes made \(\d+ of 50.*\)$/));
      const [summary, first, second, advice] = lines.slice(lines.findIndex((line) => line.startsWith('error: ')));
      expect(summary).toMatch(/^error: 48 of 50 functions are up to date: f0, f1, f2, f4, .*, f49$/);
      expect(first).toContain(`  failed: function f3: ${reason.replace('NAME', 'f3')}`);
      expect(second).toContain(`  failed: function f37: ${reason.replace('NAME', 'f37')}`);
      expect(advice).toBe('remove the cause, then run the command again: it continues with what is missing');
      expect(failed).toMatchObject({ code: 1, trespasses: [] });
      expect(failed.mostAtOnce).toBeLessThanOrEqual(MAX_CALLS);
      expect(failed.mostAtOnce).toBeGreaterThan(1);

      const continued = await project.apply('dev');
      expectSuccess(continued);
      expect(continued.stdout).toMatch(/\nchanges in 2 of 50 functions\n\d+ to create, \d+ up to date\n/);
      expect(continued.changes.filter((operation) => operation === 'CreateFunction')).toHaveLength(2);

      const { code, stdout, calls, mostAtOnce } = await project.plan('dev', { args: ['--check'] });
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringMatching(/^nothing to do: \d+ up to date\nhttp api: \S+\n$/),
      });
      expect(calls.length).toBeLessThanOrEqual(FUNCTIONS * 12 + TRIGGERS * 4 + SHARED_READS);
      expect(mostAtOnce).toBeLessThanOrEqual(MAX_CALLS);
    },
  );

  scenario('does not start what needs a function that fails, and says so to programs too', async ({ account }) => {
    const news = "topic_name: 'news-${STAGE}'";
    const project = await account.project(`project: large
functions:
  f0: { handler: app.handler, triggers: [{ type: sns, ${news} }] }
  f1: { handler: app.handler }
  f2: { handler: app.handler, triggers: [{ type: sns, ${news}, topic_existing: true }] }
`);
    const { stdout, stderr, code } = await project.apply('dev', {
      args: ['--json'],
      interfere: refuseFunctions('f0'),
    });
    expect(JSON.parse(stdout)).toMatchObject({
      error: { name: 'FailedPartsError', exitCode: 1 },
      outcomes: [
        { state: 'done' },
        { function: 'f0', state: 'failed', reason: expect.stringContaining('no such image') },
        { function: 'f1', state: 'done' },
        { function: 'f2', state: 'not started', reason: 'function f0 failed' },
      ],
    });
    const lines = ['error: 1 of 3 functions is up to date: f1', expect.stringMatching(/^ {2}failed: function f0: /)];
    expect(stderr.slice(stderr.indexOf('error: ')).split('\n').slice(0, 3)).toEqual([
      ...lines,
      '  not started, because function f0 failed: function f2',
    ]);
    expect(code).toBe(1);
    expectSuccess(await project.apply('dev'));
    expectSuccess(await project.plan('dev', { args: ['--check'] }));
  });
});
