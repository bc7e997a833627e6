import { describe, expect, it } from 'vitest';
import { serviceError, testTarget } from '../../test/deployment-target.ts';
import { pollUntilDefined, retryUntilConsistent } from './retry-until-consistent.ts';

describe('pollUntilDefined', () => {
  it('polls until there is a value, with longer and longer pauses', async () => {
    const { aws, pauses } = testTarget();
    const values = [undefined, undefined, undefined, 'there'];
    expect(await pollUntilDefined(async () => values.shift(), aws.pause)).toBe('there');
    expect(pauses).toEqual([250, 500, 1000]);
  });

  it('gives up when the time is up', async () => {
    const { aws, pauses } = testTarget();
    expect(await pollUntilDefined(async () => undefined, aws.pause, 60_000)).toBeUndefined();
    expect(Math.max(...pauses)).toBe(8_000);
    expect(pauses.reduce((sum, each) => sum + each)).toBeGreaterThanOrEqual(60_000);
  });
});

describe('retryUntilConsistent', () => {
  const isTooEarly = ({ name }: Error) => name === 'NotYet';

  it('retries while AWS does not know what was just created', async () => {
    const { aws, pauses } = testTarget();
    const outcomes = [serviceError('NotYet'), serviceError('NotYet'), 'created'];
    const call = async () => {
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    };
    expect(await retryUntilConsistent(call, isTooEarly, aws.pause)).toBe('created');
    expect(pauses).toHaveLength(2);
  });

  it('throws other errors at once', async () => {
    const { aws, pauses } = testTarget();
    const call = () => Promise.reject(serviceError('AccessDenied'));
    await expect(retryUntilConsistent(call, isTooEarly, aws.pause)).rejects.toThrow('AccessDenied');
    expect(pauses).toEqual([]);
  });

  it("throws AWS's last error when the time is up", async () => {
    const { aws } = testTarget();
    const call = () => Promise.reject(serviceError('NotYet', 'The role cannot be assumed'));
    await expect(retryUntilConsistent(call, isTooEarly, aws.pause)).rejects.toThrow('The role cannot be assumed');
  });
});
