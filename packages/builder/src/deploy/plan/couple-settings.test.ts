import { describe, expect, it } from 'vitest';
import { testIdentity, testTarget } from '../../../test/deployment-target.ts';
import type { MappingSummary } from '../kinds/function/event-source-mappings.ts';
import { desiredResource, type KindName, type ResourceState } from '../kinds/kinds.ts';
import type { Owner } from '../resource/identity.ts';
import { coupleSettings } from './couple-settings.ts';

const JOBS = 'arn:jobs';
const OTHER = 'arn:other';

/** The function and what belongs to it. Only the settings that matter are there. */
function functionWith(...mappings: MappingSummary[]): ResourceState {
  const desired = desiredResource('function', 'demo', { invokeMode: null } as never);
  const actual = { owner: testIdentity, settings: { mappings }, attributes: {} };
  return { kind: 'function', name: 'demo', desired, actual };
}

interface Sides {
  readonly desired?: object;
  readonly actual?: object;
  readonly owner?: Owner | undefined;
}

function state(kind: 'mapping' | 'function url', name: string, sides: Sides): ResourceState {
  const owner = 'owner' in sides ? sides.owner : testIdentity;
  return {
    kind,
    name,
    desired: sides.desired && desiredResource(kind, name, sides.desired as never),
    actual: sides.actual && { owner, settings: sides.actual, attributes: { id: `id of ${name}` } },
  };
}

function mappingOf(source: string, desired?: boolean, actual?: boolean, owner: Owner | null = testIdentity) {
  return state('mapping', source, {
    ...(desired === undefined ? {} : { desired: { partialBatchResponse: desired } }),
    ...(actual === undefined ? {} : { actual: { partialBatchResponse: actual } }),
    owner: owner ?? undefined,
  });
}

function summary(source: string, reports: boolean, id = `id of ${source}`): MappingSummary {
  return { id, source, reports, invoked: 'arn:function' };
}

function coupled(states: readonly ResourceState[], kinds?: readonly KindName[]) {
  const [lambda] = coupleSettings(states, testTarget(), kinds);
  const { partialBatchResponse, invokeMode } = (lambda?.desired?.settings ?? {}) as Record<string, unknown>;
  return { sources: partialBatchResponse, invokeMode };
}

describe('the sources to which the function reports failed records', () => {
  it('are those whose mapping will accept the reports', () => {
    const states = [functionWith(), mappingOf(JOBS, true), mappingOf(OTHER, false)];
    expect(coupled(states).sources).toEqual([JOBS]);
  });

  it('include those of mappings that others have made for the function', () => {
    const states = [functionWith(summary(OTHER, true), summary('arn:silent', false)), mappingOf(JOBS, true)];
    expect(coupled(states).sources).toEqual([JOBS, OTHER]);
  });

  it('do not include one with a second mapping that ignores the reports', () => {
    const states = [functionWith(summary(JOBS, true), summary(JOBS, false, 'by hand')), mappingOf(JOBS, true, true)];
    expect(coupled(states).sources).toEqual([]);
  });

  it('follow a mapping of others, which is not changed', () => {
    const theirs = (actual: boolean) => [functionWith(summary(JOBS, actual)), mappingOf(JOBS, !actual, actual, null)];
    expect(coupled(theirs(false)).sources).toEqual([]);
    expect(coupled(theirs(true)).sources).toEqual([JOBS]);
  });

  it('do not include one whose mapping goes', () => {
    const states = [functionWith(summary(JOBS, true)), mappingOf(JOBS, undefined, true)];
    expect(coupled(states).sources).toEqual([]);
  });

  it('follow what the mappings accept now if the command does not change mappings', () => {
    const states = [
      functionWith(summary(JOBS, false), summary(OTHER, true)),
      mappingOf(JOBS, true, false),
      mappingOf(OTHER, false, true),
      mappingOf('arn:new', true),
    ];
    expect(coupled(states, ['function', 'alias']).sources).toEqual([OTHER]);
    expect(coupled(states).sources).toEqual([JOBS, 'arn:new']);
  });
});

describe('the invoke mode of the function', () => {
  const url = (owner: Owner | undefined = testIdentity) =>
    state('function url', 'demo', {
      desired: { invokeMode: 'RESPONSE_STREAM' },
      actual: { invokeMode: 'BUFFERED' },
      owner,
    });

  it('is that of the URL', () => {
    expect(coupled([functionWith(), url()]).invokeMode).toBe('RESPONSE_STREAM');
    expect(coupled([functionWith()]).invokeMode).toBeNull();
  });

  it('is that which the URL has if the command does not change it, or if it belongs to others', () => {
    expect(coupled([functionWith(), url()], ['function']).invokeMode).toBe('BUFFERED');
    expect(
      coupled([
        functionWith(),
        { ...url(undefined), actual: { owner: undefined, settings: { invokeMode: 'BUFFERED' }, attributes: {} } },
      ]).invokeMode,
    ).toBe('BUFFERED');
  });
});
