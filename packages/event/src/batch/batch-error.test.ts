import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { BatchError } from './batch-error.ts';

const failure = { id: 'a', index: 0, error: new Error('no stock') };

it('names the records that failed, and has their errors', () => {
  const error = new BatchError([failure], 2);
  expect(error).toMatchObject({
    message: '1 of 2 records failed: a (Error: no stock)',
    failures: [failure],
    errors: [failure.error],
    cause: failure.error,
  });
});

it('is logged without the errors of the records, which have been logged before', () => {
  const error = new BatchError([failure], 2);
  expect(inspect(error)).toBe(error.stack);
  expect(inspect({ error }).match(/no stock/g)).toHaveLength(1);
});
