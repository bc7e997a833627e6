import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testIdentity, testTarget } from '../../../test/deployment-target.ts';
import { type DesiredResource, desiredResource, type KindName, type ResourceState } from '../kinds/kinds.ts';
import { idOf } from '../resource/resource.ts';
import { type Operation, orderOperations } from './operations.ts';
import { makePlan } from './plan.ts';

/** A resource of ours whose settings differ. Only the settings that matter are there. */
function differing(kind: KindName, name: string, from: object, to: object): ResourceState {
  const desired = desiredResource(kind, name, to as never);
  return { kind, name, desired, actual: { owner: testIdentity, settings: from, attributes: { id: name } } };
}

function missing(desired: DesiredResource): ResourceState {
  return { kind: desired.kind, name: desired.name, desired, actual: undefined };
}

function operationsOf(states: readonly ResourceState[], keepsGrants?: boolean): Operation[] {
  return orderOperations(makePlan(states, testTarget()).steps, keepsGrants);
}

function describeOperation({ step, settings, grows }: Operation): string {
  return [step.action, idOf(step), ...(settings ?? []), ...(grows ? ['(grows)'] : [])].join(' ');
}

function order(...states: ResourceState[]): string[] {
  return operationsOf(states).map(describeOperation);
}

const timeout = (from: number, to: number) => differing('function', 'demo', { timeout: from }, { timeout: to });
const visibility = (from: number, to: number) =>
  differing('queue', 'jobs', { visibilityTimeout: from }, { visibilityTimeout: to });

describe('orderOperations', () => {
  it('raises the visibility timeout of a queue before the timeout of the function, and lowers it after that', () => {
    expect(order(timeout(10, 20), visibility(60, 120))).toEqual([
      'update queue jobs visibilityTimeout',
      'update function demo',
    ]);
    expect(order(timeout(20, 10), visibility(120, 60))).toEqual(['update function demo', 'update queue jobs']);
  });

  it('lets a mapping accept reports before the function sends them, even if it invokes another function later', () => {
    const states = [
      differing('function', 'demo', { memory: 1 }, { memory: 2 }),
      missing(desiredResource('alias', 'demo:live', {} as never)),
      differing(
        'mapping',
        'arn',
        { function: 'demo', partialBatchResponse: false },
        { function: 'demo:live', partialBatchResponse: true },
      ),
    ];
    expect(order(...states)).toEqual([
      'update mapping arn partialBatchResponse',
      'update function demo',
      'create alias demo:live',
      'update mapping arn function',
    ]);
  });

  it('grants the former and the new permissions until everything has switched', () => {
    const policy = (queue: string) => ({
      document: { Statement: [{ Sid: 'queue', Effect: 'Allow', Resource: queue }] },
    });
    const states = [
      differing('role', 'demo', { trust: {} }, { trust: {} }),
      differing('inline policy', 'demo/alr', policy('old'), policy('new')),
      differing('managed policies', 'demo', { policies: ['old'] }, { policies: ['new'] }),
      missing(desiredResource('mapping', 'new', { function: 'demo' } as never)),
      { ...differing('mapping', 'old', {}, {}), desired: undefined },
    ];
    expect(order(...states)).toEqual([
      'update managed policies demo (grows)',
      'update inline policy demo/alr (grows)',
      'create mapping new',
      'remove mapping old',
      'update managed policies demo',
      'update inline policy demo/alr',
    ]);
    expect(operationsOf(states, true).map(describeOperation)).toEqual([
      'update managed policies demo (grows)',
      'update inline policy demo/alr (grows)',
      'create mapping new',
      'remove mapping old',
    ]);
  });

  it('changes the invoke mode of the URL right after the function', () => {
    const states = [
      differing('function', 'demo', { memory: 1 }, { memory: 2 }),
      visibility(120, 60),
      differing('function url', 'demo', { invokeMode: 'BUFFERED' }, { invokeMode: 'RESPONSE_STREAM' }),
    ];
    expect(order(...states)).toEqual(['update function demo', 'update function url demo', 'update queue jobs']);
  });

  it('never lets the function report failed records to a mapping that ignores them, wherever the run ends', () => {
    const setting = fc.record({
      before: fc.boolean(),
      after: fc.option(fc.boolean(), { nil: undefined }),
      isOurs: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(setting, { maxLength: 4 }), (sources) => {
        // The function reports to all sources whose mapping accepts that, before and after.
        const accepted = new Map(sources.map(({ before }, index) => [`arn:${index}`, before]));
        const mappings = [...accepted].map(([source, reports]) => ({
          id: source,
          source,
          reports,
          invoked: 'arn:function',
        }));
        const reported = [...accepted].filter(([, reports]) => reports).map(([source]) => source);
        const lambda = differing('function', 'demo', { partialBatchResponse: reported, mappings }, {});
        const states = sources.map(({ before, after, isOurs }, index): ResourceState => {
          const state = differing(
            'mapping',
            `arn:${index}`,
            { partialBatchResponse: before },
            { partialBatchResponse: after },
          );
          const actual = { settings: {}, attributes: {}, ...state.actual, owner: isOurs ? testIdentity : undefined };
          return { ...state, actual, desired: after === undefined ? undefined : state.desired };
        });
        let sent: readonly string[] = reported;
        const isSafe = () => sent.every((source) => accepted.get(source) !== false);
        for (const { step, settings } of operationsOf([lambda, ...states])) {
          if (step.action === 'remove') accepted.delete(step.name);
          else if (step.kind === 'function') {
            ({ partialBatchResponse: sent } = step.desired.settings as { partialBatchResponse: readonly string[] });
          } else if (settings?.includes('partialBatchResponse') ?? true) {
            accepted.set(step.name, (step.desired.settings as { partialBatchResponse: boolean }).partialBatchResponse);
          }
          expect(isSafe()).toBe(true);
        }
        expect(sent).toEqual([...accepted].filter(([, reports]) => reports).map(([source]) => source));
      }),
    );
  });
});
