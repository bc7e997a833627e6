import { describe, expect, it } from 'vitest';
import { nextStep, type PollState } from './next-step.ts';

const NOW = 1_000_000;

function step(state: Partial<PollState>) {
  const idle: PollState = {
    count: 0,
    hiddenSince: Number.POSITIVE_INFINITY,
    visibilityTimeoutMs: 30_000,
    batchSize: 10,
    maxWaitSeconds: 20,
    windowEnd: undefined,
    isReady: true,
  };
  return nextStep({ ...idle, ...state }, NOW);
}

describe('nextStep', () => {
  it('receives as many messages as a batch can have, and waits for them as long as it may', () => {
    expect(step({ batchSize: 3 })).toEqual({ kind: 'receive', max: 3, waitSeconds: 20 });
    expect(step({ batchSize: 1000, maxWaitSeconds: 5 })).toEqual({ kind: 'receive', max: 10, waitSeconds: 5 });
  });

  it('receives nothing while no batch can begin', () => {
    expect(step({ isReady: false })).toEqual({ kind: 'wait', ms: undefined });
  });

  it('receives the rest of a batch until its window ends, even if the function is busy', () => {
    const state = { count: 95, batchSize: 100, hiddenSince: NOW, isReady: false };
    expect(step({ ...state, windowEnd: NOW + 4500 })).toEqual({ kind: 'receive', max: 5, waitSeconds: 4 });
    expect(step({ ...state, windowEnd: NOW + 60_000 })).toMatchObject({ waitSeconds: 20 });
    expect(step({ ...state, windowEnd: NOW + 900 })).toEqual({ kind: 'wait', ms: 900 });
  });

  it('returns messages that no function can process for half of the visibility timeout', () => {
    expect(step({ count: 1, hiddenSince: NOW - 5000, isReady: false })).toEqual({ kind: 'wait', ms: 10_000 });
    expect(step({ count: 1, hiddenSince: NOW - 15_000, isReady: false })).toEqual({ kind: 'release' });
  });
});
