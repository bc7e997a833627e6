import { describe, expect, it } from 'vitest';
import { serviceError, testTarget } from '../../test/deployment-target.ts';
import { explainAwsError } from './aws-error.ts';
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
  const limitOf = ({ name }: Error) => (name === 'NotYet' ? 60_000 : undefined);

  it('retries while AWS does not know what was just created', async () => {
    const { aws, pauses } = testTarget();
    const outcomes = [serviceError('NotYet'), serviceError('NotYet'), 'created'];
    const call = async () => {
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    };
    expect(await retryUntilConsistent(call, limitOf, aws.pause)).toBe('created');
    expect(pauses).toHaveLength(2);
  });

  it('throws other errors at once', async () => {
    const { aws, pauses } = testTarget();
    const call = () => Promise.reject(serviceError('AccessDenied'));
    await expect(retryUntilConsistent(call, limitOf, aws.pause)).rejects.toThrow('AccessDenied');
    expect(pauses).toEqual([]);
  });

  it("throws AWS's last error when the time is up, and records the time", async () => {
    const { aws, pauses } = testTarget();
    const error = serviceError('NotYet', 'The role cannot be assumed');
    await expect(retryUntilConsistent(() => Promise.reject(error), limitOf, aws.pause)).rejects.toBe(error);
    const waited = pauses.reduce((sum, each) => sum + each);
    expect(waited).toBeGreaterThanOrEqual(60_000);
    const { message } = explainAwsError(error, 'create function demo') as Error;
    expect(message).toContain(
      `NotYet: The role cannot be assumed (request request-1); retried for ${Math.round(waited / 1_000)} s`,
    );
  });

  it('does not retry what another call has already retried without success', async () => {
    const { aws, pauses } = testTarget();
    const call = () => Promise.reject(serviceError('NotYet'));
    const inner = () => retryUntilConsistent(call, limitOf, aws.pause);
    await expect(inner()).rejects.toThrow();
    const { length } = pauses;
    await expect(retryUntilConsistent(inner, limitOf, aws.pause)).rejects.toThrow();
    expect(pauses).toHaveLength(2 * length);
  });
});
