import { nameOf } from '../../aws/arn.ts';
import type { ResourceState } from '../kinds/kinds.ts';
import { isOurs } from '../resource/identity.ts';
import type { TargetIdentity } from '../resource/resource.ts';

/**
 * Decides which unwanted connections belong to a function that is no longer configured: it was renamed, or another file of
 * the project deploys it. They stay as long as the function does, because it may still be needed. A source that the
 * configuration names is connected to the configured function instead.
 */
export function connectionsOfFormer(
  states: readonly ResourceState[],
  target: TargetIdentity,
): (state: ResourceState) => boolean {
  const unwanted = states.filter(({ desired, actual }) => desired === undefined && isOurs(actual, target));
  const functions = new Set(unwanted.filter(({ kind }) => kind === 'function').map(({ name }) => name));
  const invokes = (arn: unknown) => typeof arn === 'string' && functions.has(arn.split(':')[6] ?? '');
  const settingOf = ({ actual }: ResourceState, setting: string): unknown =>
    new Map<string, unknown>(Object.entries(actual?.settings ?? {})).get(setting);
  const invoking = unwanted.filter((state) => invokes(settingOf(state, 'function')));
  const queues = invoking.filter(({ kind }) => kind === 'mapping').map(({ name }) => name);
  const leadsTo = (arn: unknown) => invokes(arn) || queues.some((queue) => queue === arn);
  const topics = states.filter(({ kind, desired }) => kind === 'topic' && desired !== undefined);
  const isWantedTopic = (arn: unknown) => topics.some(({ name }) => name === nameOf(String(arn)));

  return (state) => {
    const { kind, name } = state;
    switch (kind) {
      case 'mapping':
      case 'rule target':
        return invoking.includes(state);
      case 'rule':
        return invoking.some((other) => other.kind === 'rule target' && other.name === name);
      case 'notification':
        return leadsTo(settingOf(state, 'destination'));
      case 'subscription': {
        const [topic, endpoint] = name.split(' ');
        return leadsTo(endpoint) && !isWantedTopic(topic);
      }
      case 'queue policy':
        return (
          queues.some((queue) => name.startsWith(`${nameOf(queue)}/`)) && !isWantedTopic(settingOf(state, 'source'))
        );
      default:
        return false;
    }
  };
}
