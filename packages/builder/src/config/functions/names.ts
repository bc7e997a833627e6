import { shorten } from '../../aws/shorten.ts';
import { formatOf } from '../keys/formats.ts';
import type { KeyPath } from '../keys/keys.ts';
import { type TriggerType, triggerTypes } from '../keys/trigger-keys.ts';
import type { TriggerPart } from '../read/configuration-file.ts';
import { formatLocation, type Location, type Problem } from '../read/problem.ts';
import { rulesOf } from '../triggers/rules-of.ts';

/** A trigger with its name. */
export interface NamedTrigger {
  readonly part: TriggerPart;
  /** By default its type, then for example `sqs-2`. */
  readonly name: string;
  /** Empty if it is not known. */
  readonly type: string;
  readonly qualifier: string;
}

/**
 * Names the triggers of a function.
 *
 * @param path the path of the list in problems
 * @param problems receives names that are invalid or occur twice
 */
export function nameTriggers(parts: readonly TriggerPart[], path: string, problems: Problem[]): NamedTrigger[] {
  const counts = new Map<string, number>();
  const locations = new Map<string, Location>();
  const named = parts.map((part, index) => {
    const type = typeOf(part);
    const name = part.name?.text ?? defaultName(type, counts);
    const location = part.name?.location ?? part.location;
    const first = locations.get(name);
    const { pattern, expected } = formatOf('trigger name');
    if (first !== undefined && type !== '') {
      const message = `${path}[${index}].name is "${name}", like that of the trigger at ${formatLocation(first)}: choose another name`;
      problems.push({ location, message });
    } else if (part.name !== undefined && !new RegExp(pattern, 'u').test(name)) {
      problems.push({ location, message: `${path}[${index}].name is "${name}": it must be ${expected}` });
    }
    locations.set(name, first ?? location);
    return { part, name, type };
  });
  return named.map((trigger) => ({ ...trigger, qualifier: qualifierOf(trigger, named) }));
}

function typeOf({ settings }: TriggerPart): string {
  const setting = settings.get('trigger.type');
  return setting?.kind === 'text' ? setting.text : '';
}

function defaultName(type: string, counts: Map<string, number>): string {
  const count = (counts.get(type) ?? 0) + 1;
  counts.set(type, count);
  return count === 1 ? type : `${type}-${count}`;
}

/**
 * What is added to the ids of a trigger's entries, so that two triggers can have one on the same bucket or listener. The
 * ids of most triggers are those of a function with a single trigger, so a second one can be added without a change.
 */
function qualifierOf({ name, type }: Pick<NamedTrigger, 'name' | 'type'>, all: readonly { name: string }[]): string {
  if (name !== type) return name;
  return type === 's3-direct' && all.some((other) => other.name === 's3-sqs') ? name : '';
}

/** The limits of AWS: of functions, roles, rules and schedules, and of queues. */
const MAX_NAME_LENGTH = 64;
const MAX_QUEUE_NAME_LENGTH = 80;

/**
 * The names of a function in `functions`, and of what its trigger needs, which differ for each project, stage and
 * function. One that is too long for AWS ends in a digest.
 *
 * @param base `PROJECT-STAGE-FUNCTION`
 */
export function generatedNames(
  base: string,
  project: string,
  { name, type }: Pick<NamedTrigger, 'name' | 'type'>,
): Map<KeyPath, string> {
  const repository = project
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  const own = shorten(base, MAX_NAME_LENGTH);
  const key = triggerTypes.includes(type as TriggerType) ? rulesOf(type as TriggerType).generatedName : undefined;
  const service = type.endsWith('sqs') ? 'sqs' : type;
  // Only the trigger that is alone of its service has no name in the names of its resources.
  const ofTrigger = name === service ? base : `${base}-${name}`;
  const limit = key === 'trigger.queue.name' ? MAX_QUEUE_NAME_LENGTH : MAX_NAME_LENGTH;
  return new Map<KeyPath, string>([
    ['image.repo', repository.length < 2 ? `alr-${repository}` : repository],
    ['lambda.name', own],
    ['role.name', own],
    ...(key === undefined ? [] : [[key, shorten(ofTrigger, limit)] as const]),
  ]);
}
