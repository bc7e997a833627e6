import { keyAt, keyPaths } from '../keys/keys.ts';
import { closeTo } from './did-you-mean.ts';

/** What to say of a name in `lambda.yaml` that is no key, and what it may be a slip for. */
export function describeUnknownKey(name: string, section: string): string {
  const path = section === '' ? name : `${section}.${name}`;
  if (name === '<<') return `${path}: merge keys are not part of YAML 1.2; write the keys out`;
  const dotted = keyPaths.find((key) => key === path);
  if (dotted !== undefined) return `${path} must be written in levels: ${inLevels(name)}`;
  return `${path} is not a key of the configuration; ${suggestion(name, section)}`;
}

/** The names of the keys and sections that may stand in a section. */
export function namesIn(section: string): string[] {
  const prefix = section === '' ? '' : `${section}.`;
  const names = keyPaths
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length).split('.')[0] ?? '');
  return [...new Set(names)];
}

/** A neighbour, a key that belongs into another section, or the name that a key has in `lambda.env`. */
function suggestion(name: string, section: string): string {
  const neighbour = closeTo(name, namesIn(section));
  if (neighbour !== undefined) return `did you mean ${section === '' ? neighbour : `${section}.${neighbour}`}?`;
  const elsewhere = keyPaths.find((path) => path.endsWith(`.${name}`));
  if (elsewhere !== undefined) return `did you mean ${elsewhere}?`;
  const ofEnv = keyPaths.find((path) => keyAt(path).env === name);
  if (ofEnv !== undefined) return `that is its name in lambda.env, here it is ${ofEnv}`;
  return `${section || 'the file'} has ${namesIn(section).join(', ')}`;
}

/** `lambda: { vpc: { subnets: ... } }`. */
function inLevels(path: string): string {
  const [first = '', ...below] = path.split('.');
  return below.length === 0 ? `${first}: ...` : `${first}: { ${inLevels(below.join('.'))} }`;
}
