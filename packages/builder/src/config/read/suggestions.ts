import { distance } from 'fastest-levenshtein';
import { keyAt, keyPaths } from '../keys/keys.ts';

/** The candidate that the word is most likely a misspelling of: at most a third of it differs, ignoring case. */
export function closestMatch(word: string, candidates: readonly string[]): string | undefined {
  const [closest] = candidates
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  if (closest === undefined || closest.edits > Math.ceil(closest.candidate.length / 3)) return undefined;
  return closest.candidate;
}

/** The message for a name in `lambda.yaml` that is not a key, with a suggestion. */
export function describeUnknownKey(name: string, section: string): string {
  // Text that is not a name, such as NAME=value, may contain a secret.
  if (!/^[\w.<-]{1,64}$/.test(name)) return `this is not a configuration key; ${suggestion('', section)}`;
  const path = section === '' ? name : `${section}.${name}`;
  if (name === '<<') return `${path}: merge keys are not part of YAML 1.2; write the keys out`;
  const dotted = keyPaths.find((key) => key === path);
  if (dotted !== undefined) return `${path} must be nested: ${nested(name)}`;
  return `${path} is not a configuration key; ${suggestion(name, section)}`;
}

/** The names of the keys and sections in a section. */
export function namesIn(section: string): string[] {
  const prefix = section === '' ? '' : `${section}.`;
  const names = keyPaths
    .filter((path) => path.startsWith(prefix))
    .map((path) => path.slice(prefix.length).split('.')[0] ?? '');
  return [...new Set(names)];
}

/** Suggests a key of the same section, a key of another section, or the key that the name has in `lambda.env`. */
function suggestion(name: string, section: string): string {
  const sibling = closestMatch(name, namesIn(section));
  if (sibling !== undefined) return `did you mean ${section === '' ? sibling : `${section}.${sibling}`}?`;
  const elsewhere = keyPaths.find((path) => path.endsWith(`.${name}`));
  if (elsewhere !== undefined) return `did you mean ${elsewhere}?`;
  const inEnvFile = keyPaths.find((path) => keyAt(path).env === name);
  if (inEnvFile !== undefined) return `that is its name in lambda.env, in lambda.yaml it is ${inEnvFile}`;
  return `${section || 'the file'} can contain ${namesIn(section).join(', ')}`;
}

/** Formats a path as `lambda: { vpc: { subnets: ... } }`. */
function nested(path: string): string {
  const [first = '', ...below] = path.split('.');
  return below.length === 0 ? `${first}: ...` : `${first}: { ${nested(below.join('.'))} }`;
}
