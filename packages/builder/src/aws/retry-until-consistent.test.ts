import { describe, expect, it } from 'vitest';
import { serviceError, testTarget } from '../../test/deployment-target.ts';
import { pollUntilDefined, retryUntilConsistent } from './retry-until-consistent.ts';

describe('waitFor', () => {
  it('asks until there is an answer, longer and longer between', async () => {
    const { aws, pauses } = testTarget();
    const answers = [undefined, undefined, undefined, 'there'];
    expect(await pollUntilDefined(async () => answers.shift(), aws.pause)).toBe('there');
    expect(pauses).toEqual([250, 500, 1000]);
  });

  it('gives up when the time is up', async () => {
    const { aws, pauses } = testTarget();
    expect(await pollUntilDefined(async () => undefined, aws.pause, 60_000)).toBeUndefined();
    expect(Math.max(...pauses)).toBe(8_000);
    expect(pauses.reduce((sum, each) => sum + each)).toBeGreaterThanOrEqual(60_000);
  });
});

describe('whileTooEarly', () => {
  const isTooEarly = ({ name }: Error) => name === 'NotYet';

  it('calls again while AWS does not know of what was just made', async () => {
    const { aws, pauses } = testTarget();
    const outcomes = [serviceError('NotYet'), serviceError('NotYet'), 'made'];
    const call = async () => {
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    };
    expect(await retryUntilConsistent(call, isTooEarly, aws.pause)).toBe('made');
    expect(pauses).toHaveLength(2);
  });

  it('passes other errors on at once', async () => {
    const { aws, pauses } = testTarget();
    const call = () => Promise.reject(serviceError('AccessDenied'));
    await expect(retryUntilConsistent(call, isTooEarly, aws.pause)).rejects.toThrow('refused');
    expect(pauses).toEqual([]);
  });

  it("fails with AWS's own words when the time is up", async () => {
    const { aws } = testTarget();
    const call = () => Promise.reject(serviceError('NotYet', 'The role cannot be assumed'));
    await expect(retryUntilConsistent(call, isTooEarly, aws.pause)).rejects.toThrow('The role cannot be assumed');
  });
});
