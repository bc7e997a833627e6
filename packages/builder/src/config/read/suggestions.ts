import { closestMatch } from '../../terminal/text/closest-match.ts';
import { keyAt, keyPaths } from '../keys/keys.ts';
import { type KeyScope, namesIn } from '../keys/scopes.ts';

/**
 * The message for a name in `lambda.yaml` that is not a key, with a suggestion.
 *
 * @param section the section of the part that contains the name; empty: the part itself
 * @param part what the part is called, such as `functions.orders`; empty for the whole file
 */
export function describeUnknownKey(name: string, section: string, part: string, scope: KeyScope): string {
  // Text that is not a name, such as NAME=value, may contain a secret.
  if (!/^[\w.<-]{1,64}$/.test(name)) return `this is not a configuration key; ${suggestion('', section, part, scope)}`;
  const path = join(section, name);
  const shown = join(part, path);
  if (name === '<<') return `${shown}: merge keys are not part of YAML 1.2; write the keys out`;
  const misplaced = Object.hasOwn(scope.misplaced, path) ? scope.misplaced[path] : undefined;
  if (misplaced !== undefined) return `${shown} ${misplaced}`;
  if (scope.keys.has(path)) return `${shown} must be nested: ${nested(name)}`;
  return `${shown} is not a configuration key; ${suggestion(name, section, part, scope)}`;
}

/** Joins the paths of a section and of something in it. */
export function join(section: string, name: string): string {
  return [section, name].filter((each) => each !== '').join('.');
}

/** Suggests a key of the same section, a key of another section, or the key that the name has in `lambda.env`. */
function suggestion(name: string, section: string, part: string, scope: KeyScope): string {
  const names = namesIn(section, scope);
  const sibling = closestMatch(name, names);
  if (sibling !== undefined) return `did you mean ${join(part, join(section, sibling))}?`;
  if (namesIn('', scope).includes(name)) return `did you mean ${join(part, name)}?`;
  const elsewhere = [...scope.keys.keys()].find((path) => path.endsWith(`.${name}`));
  if (elsewhere !== undefined) return `did you mean ${join(part, elsewhere)}?`;
  const ofProject = keyPaths.find((path) => path === name || path.endsWith(`.${name}`));
  if (ofProject !== undefined) return `did you mean ${ofProject}?`;
  const inEnvFile = [...scope.keys].find(([, path]) => keyAt(path).env === name);
  if (inEnvFile !== undefined) {
    return `that is its name in lambda.env, in lambda.yaml it is ${join(part, inEnvFile[0])}`;
  }
  return `${join(part, section) || 'the file'} can contain ${names.join(', ')}`;
}

/** Formats a path as `lambda: { vpc: { subnets: ... } }`. */
function nested(path: string): string {
  const [first = '', ...below] = path.split('.');
  return below.length === 0 ? `${first}: ...` : `${first}: { ${nested(below.join('.'))} }`;
}
