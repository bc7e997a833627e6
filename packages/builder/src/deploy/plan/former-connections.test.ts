import { describe, expect, it } from 'vitest';
import { testIdentity, testTags, testTarget } from '../../../test/deployment-target.ts';
import { desiredResource, type KindName, type ResourceState } from '../kinds/kinds.ts';
import { idOf } from '../resource/resource.ts';
import { connectionsOfFormer } from './former-connections.ts';

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:123456789012:${resource}`;
const FORMER = arn('lambda', 'function:former:live');
const QUEUE = arn('sqs', 'jobs');
const TOPIC = arn('sns', 'news');

function unwanted(kind: KindName, name: string, settings: object = {}): ResourceState {
  return { kind, name, desired: undefined, actual: { owner: testIdentity, settings, attributes: {} } };
}

function kept(...states: ResourceState[]): string[] {
  return states.filter(connectionsOfFormer(states, testTarget())).map(idOf);
}

const former = unwanted('function', 'former');
const connections = [
  unwanted('mapping', QUEUE, { function: FORMER }),
  unwanted('queue policy', 'jobs/alr-sns', { source: TOPIC }),
  unwanted('subscription', `${TOPIC} ${QUEUE}`),
  unwanted('subscription', `${TOPIC} ${FORMER}`),
  unwanted('rule', 'nightly'),
  unwanted('rule target', 'nightly', { function: FORMER }),
  unwanted('notification', 'uploads', { destination: FORMER }),
];

describe('the connections of a function that is no longer configured', () => {
  it('stay as long as it does', () => {
    expect(kept(former, ...connections)).toEqual(connections.map(idOf));
  });

  it('go if there is no such function, or if it belongs to others', () => {
    const stranger = { ...former, actual: { owner: undefined, settings: {}, attributes: {} } };
    expect(kept(...connections)).toEqual([]);
    expect(kept(stranger, ...connections)).toEqual([]);
  });

  it('are those of that function only', () => {
    const current = arn('lambda', 'function:demo');
    expect(
      kept(
        former,
        unwanted('mapping', QUEUE, { function: current }),
        unwanted('subscription', `${TOPIC} ${current}`),
        unwanted('rule', 'nightly'),
        unwanted('rule target', 'nightly', { function: current }),
        unwanted('permission', 'alr-sns'),
      ),
    ).toEqual([]);
  });

  it('go if the configured function gets the messages of the same topic', () => {
    const desired = desiredResource('topic', 'news', { tags: testTags });
    const wanted: ResourceState = { kind: 'topic', name: 'news', desired, actual: undefined };
    expect(kept(former, wanted, ...connections)).toEqual(
      connections.filter(({ kind }) => kind !== 'subscription' && kind !== 'queue policy').map(idOf),
    );
  });
});
