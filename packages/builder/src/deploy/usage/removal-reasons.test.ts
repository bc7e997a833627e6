import { describe, expect, it } from 'vitest';
import type { KindName } from '../kinds/kinds.ts';
import type { Contents } from '../resource/contents.ts';
import { type Candidate, reasonsToKeep } from './removal-reasons.ts';
import type { User } from './users/user.ts';

function candidate(kind: KindName, name: string, users: readonly User[] = [], contents: Contents = {}): Candidate {
  return { kind, name, users, actual: { owner: undefined, settings: {}, attributes: {}, contents } };
}

function reasons(candidates: readonly Candidate[], deleteMessages: string[] = [], others: string[] = []) {
  const going = new Set([...candidates.map(({ kind, name }) => `${kind} ${name}`), ...others]);
  return Object.fromEntries(reasonsToKeep(candidates, going, deleteMessages));
}

const messages = { messages: { visible: 2, inFlight: 1, delayed: 0 } };
const jobsUsesDlq = { id: 'queue jobs', description: 'queue jobs, whose dead-letter queue it is' };

describe('what keeps a resource from being removed', () => {
  it('is nothing if nobody uses it', () => {
    expect(reasons([candidate('queue', 'jobs'), candidate('role', 'demo')])).toEqual({});
  });

  it('is a user, unless the user goes too', () => {
    const role = candidate('role', 'demo', [
      { id: 'function demo', description: 'function demo (eu-west-1)' },
      { description: 'function theirs (us-east-1)' },
      { description: 'function theirs (us-east-1)' },
    ]);
    expect(reasons([role], [], ['function demo'])).toEqual({
      'role demo': ['it is in use by function theirs (us-east-1)'],
    });
    expect(reasons([role])).toEqual({
      'role demo': ['it is in use by function demo (eu-west-1), function theirs (us-east-1)'],
    });
  });

  it('is shown in a list that a person can read', () => {
    const versions = ['', ', version 1', ', version 2'].map((version) => ({
      description: `function a${version} (here)`,
    }));
    const lone = { description: 'function b, version 1 (here)' };
    expect(reasons([candidate('role', 'demo', [...versions, lone])])).toEqual({
      'role demo': ['it is in use by function a (here), function b, version 1 (here)'],
    });
    const many = Array.from({ length: 20 }, (_, index) => ({ description: `function f${index + 10}` }));
    const [reason] = reasons([candidate('role', 'demo', many)])['role demo'] ?? [];
    expect(reason).toMatch(/^it is in use by function f10, .*, function f16 and 13 others$/);
  });

  it('is a message in any state, unless the queue is named', () => {
    const queue = candidate('queue', 'jobs', [], messages);
    expect(reasons([queue])).toEqual({
      'queue jobs': ['it has 3 messages (2 visible, 1 in flight): --delete-messages jobs deletes them with it'],
    });
    expect(reasons([queue], ['jobs'])).toEqual({});
    expect(reasons([queue], ['jobs-dlq'])).toHaveProperty('queue jobs');
  });

  it('is something else that stays and uses it', () => {
    const dlq = candidate('queue', 'jobs-dlq', [jobsUsesDlq]);
    expect(reasons([candidate('queue', 'jobs', [], messages), dlq])).toEqual({
      'queue jobs': [expect.stringContaining('3 messages')],
      'queue jobs-dlq': ['it is in use by queue jobs, whose dead-letter queue it is'],
    });
    expect(reasons([candidate('queue', 'jobs'), dlq])).toEqual({});
  });

  it('are the objects of a bucket, but not images and logs', () => {
    expect(reasons([candidate('bucket', 'files', [], { objects: true })])).toHaveProperty('bucket files');
    expect(reasons([candidate('log group', 'x', [], { logs: true })])).toEqual({});
    expect(reasons([candidate('repository', 'x', [], { images: { ours: 2, others: 0 } })])).toEqual({});
  });
});
