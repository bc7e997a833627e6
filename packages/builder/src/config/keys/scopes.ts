import { type KeyPath, keyPaths } from './keys.ts';

/** A part of `lambda.yaml` with its own names of keys: the whole file, a function in `functions`, or a trigger. */
export interface KeyScope {
  /** The keys by their paths in this part: a function's `timeout` is the key `lambda.timeout`. */
  readonly keys: ReadonlyMap<string, KeyPath>;
  /** What the part contains besides keys. */
  readonly others: readonly string[];
  /** Keys that belong somewhere else, with the reason. */
  readonly misplaced: Readonly<Record<string, string>>;
}

const OF_PROJECT = 'belongs to the project, whose functions share one image';
const SHARED = 'belongs to the project, whose functions share it: write it at the top level';

/** The keys of the whole file. */
export const fileScope: KeyScope = {
  keys: new Map(keyPaths.map((path) => [path, path])),
  others: ['triggers', 'functions'],
  misplaced: {},
};

/** The keys of a function in `functions`: those of `lambda` without that word, its handler, its role and its triggers. */
export const functionScope: KeyScope = {
  keys: new Map(
    keyPaths.flatMap((path): [string, KeyPath][] => {
      const name = nameInFunction(path);
      return name === undefined ? [] : [[name, path]];
    }),
  ),
  others: ['triggers', 'was'],
  misplaced: {
    ...Object.fromEntries(keyPaths.filter(isOfImage).map((path) => [lastName(path), `${OF_PROJECT}: set ${path}`])),
    local: SHARED,
    lambda: 'is not needed: write the keys of lambda directly here, such as timeout',
    image: `${OF_PROJECT}; only the handler is the function's: write it directly here, as handler`,
  },
};

/** The keys of a trigger in `triggers`: those of `trigger` without that word. */
export const triggerScope: KeyScope = {
  keys: new Map(
    keyPaths.flatMap((path): [string, KeyPath][] =>
      path.startsWith('trigger.') ? [[path.slice('trigger.'.length), path]] : [],
    ),
  ),
  others: ['name'],
  misplaced: {},
};

/** Whether a key concerns the image that all functions share. */
function isOfImage(path: KeyPath): boolean {
  return path === 'lambda.architecture' || (path.startsWith('image.') && path !== 'image.handler');
}

function lastName(path: KeyPath): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** The path of a key in a function; undefined if it belongs to the project. */
function nameInFunction(path: KeyPath): string | undefined {
  if (path === 'image.handler') return 'handler';
  if (isOfImage(path)) return undefined;
  if (path.startsWith('lambda.')) return path.slice('lambda.'.length);
  return path === 'log_retention' || /^(role|trigger)\./.test(path) ? path : undefined;
}

/** The path that a key of the whole file, or a section, has in a part; undefined if the part does not have it. */
export function pathInPart(path: string, { keys }: KeyScope): string | undefined {
  for (const [name, key] of keys) {
    if (key === path) return name;
    if (key.startsWith(`${path}.`)) return name.slice(0, Math.max(0, name.length - (key.length - path.length)));
  }
  return undefined;
}

/** The names of the keys and sections in a section of a part. */
export function namesIn(section: string, { keys, others }: KeyScope): string[] {
  const prefix = section === '' ? '' : `${section}.`;
  const names = [...keys.keys()]
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length).split('.')[0] ?? '');
  return [...new Set([...names, ...(section === '' ? others : [])])];
}

/** The path that a section of a part has in the whole file; undefined if there is no such section. */
export function sectionPath(section: string, { keys }: KeyScope): string | undefined {
  for (const [name, path] of keys) {
    if (name.startsWith(`${section}.`)) return path.slice(0, path.length - (name.length - section.length));
  }
  return undefined;
}
