import { expect, it } from 'vitest';
import { Activity } from './activity.ts';

it('reports work that rejects, and is idle after it', async () => {
  const errors: unknown[] = [];
  const activity = new Activity((name, error) => errors.push([name, error]));
  const { promise, reject } = Promise.withResolvers<void>();
  activity.track('a batch', promise);
  activity.track('an event', Promise.resolve());
  expect(activity.names).toEqual(['a batch', 'an event']);
  const idle = activity.idle();
  const error = new Error('a fault of the emulator');
  reject(error);
  await idle;
  expect(errors).toEqual([['a batch', error]]);
  expect(activity.names).toEqual([]);
});
