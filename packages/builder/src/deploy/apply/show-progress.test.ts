import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testIdentity, testTarget } from '../../../test/deployment-target.ts';
import { Screen } from '../../../test/screen.ts';
import type { DeploymentPart } from '../desired/deployment-part.ts';
import { desiredResource } from '../kinds/kinds.ts';
import type { Change } from '../plan/operations.ts';
import type { PartPlan } from '../plan/plan-parts.ts';
import { showProgress } from './show-progress.ts';

function creationOf(name: string): Change {
  return { action: 'create', kind: 'topic', name, desired: desiredResource('topic', name, { tags: {} }) };
}

/** The plan of a function that creates two topics. */
function planOf(name: string): PartPlan {
  const part: DeploymentPart = {
    role: 'retired',
    target: testTarget({ identity: { ...testIdentity, function: name } }),
    desired: [],
  };
  const steps = [creationOf(`${name}-news`), creationOf(`${name}-facts`)];
  return { part, plan: { steps, known: new Map() }, after: [] };
}

function stepOf({ plan }: PartPlan, index: number): Change {
  const step = plan.steps[index];
  if (step?.action !== 'create') throw new Error(`there is no step ${index}`);
  return step;
}

/** Runs a deployment of three functions, of which the second fails. */
function runThree(stream: NodeJS.WriteStream): { plans: PartPlan[]; finish: () => void } {
  const plans = ['orders', 'api', 'mail'].map(planOf);
  const [orders, api, mail] = plans as [PartPlan, PartPlan, PartPlan];
  const { report, stop } = showProgress(plans, stream);
  for (const each of [orders, api]) report(each.part, { step: stepOf(each, 0), state: 'started' });
  report(orders.part, { step: stepOf(orders, 0), state: 'done' });
  report(orders.part, { step: stepOf(orders, 1), state: 'started' });
  report(api.part, new Error('could not create topic api-news: no way to http://me:secret@proxy'));
  report(mail.part, { step: stepOf(mail, 0), state: 'started' });
  report(orders.part, { step: stepOf(orders, 1), state: { reasons: ['it is in use'] } });
  report(orders.part, 'done');
  return {
    plans,
    finish() {
      for (const state of ['done', 'up to date'] as const) report(mail.part, { step: stepOf(mail, 0), state });
      report(mail.part, 'done');
      stop();
    },
  };
}

describe('the progress of several functions', () => {
  beforeEach(() => {
    // Builds have terminals that record their output.
    vi.stubEnv('CI', undefined);
    vi.stubEnv('TERM', 'xterm');
  });
  afterEach(() => vi.unstubAllEnvs());

  it('is a list of what runs on a terminal, below what has ended', () => {
    const screen = new Screen();
    const { finish } = runThree(screen as unknown as NodeJS.WriteStream);
    const ended = [
      '✖ api: could not create topic api-news: no way to http://***@proxy',
      '! orders: kept topic orders-facts: it is in use',
      '✔ orders: 1 change made (1 of 3, 1 failed)',
    ];
    expect(screen.text.split('\n')).toEqual([
      ...ended,
      expect.stringMatching(/^. 1 of 3 functions done, 1 failed$/),
      '  mail: 0/2 creating topic mail-news',
    ]);
    finish();
    expect(screen.text.split('\n')).toEqual([...ended, '✔ mail: 1 change made (2 of 3, 1 failed)', '']);
  });

  it('never wraps the lines of what runs', () => {
    const screen = new Screen(30);
    const { finish } = runThree(screen as unknown as NodeJS.WriteStream);
    expect(screen.text.split('\n').at(-1)).toBe('  mail: 0/2 creating topic m…');
    finish();
    expect(screen.text).not.toContain('creating');
  });

  it.each(['a pipe', 'a terminal of a build'])('is a line for each step on %s', (where) => {
    const stream = Object.assign(new PassThrough(), { isTTY: where !== 'a pipe' });
    if (stream.isTTY) vi.stubEnv('CI', 'true');
    runThree(stream as unknown as NodeJS.WriteStream).finish();
    expect(String(stream.read()).split('\n')).toEqual([
      'orders: created topic orders-news',
      'failed: api: could not create topic api-news: no way to http://***@proxy',
      'orders: kept topic orders-facts: it is in use',
      'orders: 1 change made (1 of 3, 1 failed)',
      'mail: created topic mail-news',
      'mail: topic mail-news is up to date',
      'mail: 1 change made (2 of 3, 1 failed)',
      '',
    ]);
  });
});
