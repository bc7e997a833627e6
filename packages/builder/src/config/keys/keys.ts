import { imageKeys } from './image-keys.ts';
import { integer, type Key, text } from './key.ts';
import { lambdaKeys } from './lambda-keys.ts';
import { localKeys } from './local-keys.ts';
import { roleKeys } from './role-keys.ts';
import { type Entries, type PathsIn, section, yamlName } from './section.ts';
import { type TriggerType, triggerKeys } from './trigger-keys.ts';

/**
 * Every configuration key, nested as in `lambda.yaml` and in the type `Configuration`, which is inferred from it. The
 * validation, the JSON Schema, the page, `check-env-file` and `generate-yaml` all work from this table.
 */
export const keys = {
  project: text({
    format: 'project',
    env: 'PROJECT_NAME',
    derived: 'the value of lambda.name',
    defaultFrom: { path: 'lambda.name', derive: (name) => name },
    description: "Identifies the project's resources: the value of their tag alr:project.",
  }),
  stage: text({
    format: 'stage',
    env: 'STAGE',
    derived: 'taken from references such as ${STAGE:-int}, or else dev',
    description: 'The stage that is deployed, unless --stage or the environment variable STAGE names one.',
  }),
  image: imageKeys,
  overlay: text({
    format: 'path',
    env: 'OVERLAY',
    description: "A Dockerfile to build on top of the function's image.",
  }),
  platformImage: text({
    format: 'image reference',
    env: 'PLATFORM_IMAGE',
    description: "The image that Dockerfile.platform is built into; the function's image is then based on it.",
  }),
  lambda: lambdaKeys,
  logRetention: integer({
    min: 1,
    max: 3653,
    values: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
    unit: 'days',
    env: 'LOG_RETENTION',
    default: 14,
    description: 'How long CloudWatch keeps the logs.',
  }),
  role: roleKeys,
  aws: section({
    profile: text({
      format: 'profile',
      env: 'AWS_PROFILE',
      derived: 'determined by the AWS SDK',
      description: 'The profile in ~/.aws/config to use.',
    }),
    region: text({
      format: 'region',
      env: 'REGION',
      derived: 'determined by the AWS SDK',
      description: 'The region to deploy to.',
    }),
    account: text({
      format: 'account',
      env: 'AWS_ACCOUNT',
      derived: 'the account of the credentials',
      description: 'The account to deploy to; commands fail with credentials for any other account.',
    }),
  }),
  trigger: triggerKeys,
  local: localKeys,
} as const;

/** The path of a key in `lambda.yaml`, such as `lambda.snap_start`. */
export type KeyPath = PathsIn<typeof keys>;

interface IndexedKey {
  readonly key: Key;
  /** The trigger types that use the key; undefined for all. */
  readonly triggers: TriggerType[] | undefined;
}

const index = new Map<KeyPath, IndexedKey>();
const shorthands = new Map<string, KeyPath>();
addToIndex(keys, '', undefined);

function addToIndex(entries: Entries, prefix: string, trigger: TriggerType | undefined): void {
  for (const [property, entry] of Object.entries(entries)) {
    const path = prefix + yamlName(property);
    switch (entry.type) {
      case 'section':
      case 'optional section':
        addToIndex(entry.entries, `${path}.`, trigger);
        if ('shorthand' in entry) shorthands.set(path, `${path}.${yamlName(entry.shorthand ?? '')}` as KeyPath);
        break;
      case 'variants':
        addKey(`${path}.type`, entry.discriminator, undefined);
        for (const [type, below] of Object.entries(entry.variants)) {
          // There are no other variants in the table.
          addToIndex(below, `${path}.`, type as TriggerType);
        }
        break;
      default:
        addKey(path, entry, trigger);
    }
  }
}

function addKey(path: string, key: Key, trigger: TriggerType | undefined): void {
  // The type KeyPath derives paths from property names in the same way.
  const keyPath = path as KeyPath;
  const indexed = index.get(keyPath);
  if (indexed === undefined) index.set(keyPath, { key, triggers: trigger && [trigger] });
  else if (indexed.key === key && trigger !== undefined) indexed.triggers?.push(trigger);
  else throw new Error(`${path} is defined twice`);
}

/** The paths of all keys, in the order of the table. */
export const keyPaths: readonly KeyPath[] = [...index.keys()];

/** The key that a text stands for if it is written instead of a section; undefined if the section has to be a map. */
export function shorthandOf(section: string): KeyPath | undefined {
  return shorthands.get(section);
}

/** Whether this is the path of a key. */
export function isKeyPath(path: string): path is KeyPath {
  return (index as ReadonlyMap<string, IndexedKey>).has(path);
}

/** The definition of a key. */
export function keyAt(path: KeyPath): Key {
  return indexedKey(path).key;
}

/** The trigger types that use a key; undefined if all do. */
export function triggersOf(path: KeyPath): readonly TriggerType[] | undefined {
  return indexedKey(path).triggers;
}

/** Whether functions with this trigger type use the key. */
export function appliesTo(path: KeyPath, trigger: TriggerType): boolean {
  return triggersOf(path)?.includes(trigger) ?? true;
}

function indexedKey(path: KeyPath): IndexedKey {
  const indexed = index.get(path);
  if (indexed === undefined) throw new Error(`${path} is not a configuration key`);
  return indexed;
}
