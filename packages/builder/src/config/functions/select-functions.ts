import { ExpectedError, UsageError } from '../../terminal/expected-error.ts';
import { closestMatch } from '../../terminal/text/closest-match.ts';
import type { Configuration, Project } from '../configuration.ts';

/** The project does not have the function that the user named. */
export class UnknownFunctionError extends ExpectedError {
  override get name(): string {
    return 'UnknownFunctionError';
  }
}

/** A function, or what is known about it in a configuration that is not valid. */
type Named = { readonly function: string } | { readonly file: { readonly name: string } };

function nameOf(item: Named): string {
  return 'file' in item ? item.file.name : item.function;
}

/**
 * Selects the functions that a command works on.
 *
 * @param name the function that the user named; by default, all
 * @throws {UnknownFunctionError} there is no such function
 */
export function selectFunctions<Item extends Named>(functions: readonly Item[], name: string | undefined): Item[] {
  if (name === undefined) return [...functions];
  const found = functions.filter((each) => nameOf(each) === name);
  if (found.length > 0) return found;
  const names = functions.map(nameOf);
  const match = closestMatch(name, names);
  const suggestion = match === undefined ? `it has ${names.join(', ')}` : `did you mean ${match}?`;
  throw new UnknownFunctionError(`the project has no function ${name}; ${suggestion}`);
}

/**
 * The function that a command works on which can only work on one.
 *
 * @throws {UsageError} there are several
 */
export function onlyFunction({ selected }: Pick<Project, 'selected'>): Configuration {
  return onlyOf(selected);
}

/** A function of the project, for what all of them share. A valid project has at least one. */
export function anyFunction({ selected: [first] }: Pick<Project, 'selected'>): Configuration {
  if (first === undefined) throw new UnknownFunctionError('the project has no function');
  return first;
}

/** The message for a command that needs a trigger which no function has. */
export function describeMissingTrigger({ selected }: Project, what: string, types: readonly string[]): string {
  const [first, ...others] = selected;
  const type = first?.triggers.map((trigger) => trigger.type).join(', ') ?? '';
  const wanted = types.join(' or ');
  return others.length === 0 && !first?.isNamed
    ? `the function has no ${what}: trigger.type is ${type}, not ${wanted}`
    : `${selected.length === 1 ? 'the function has' : 'the functions have'} no ${what}: no trigger is of the type ${wanted}`;
}

/** @throws {UsageError} there are several */
function onlyOf<Item extends Named>(functions: readonly Item[]): Item {
  const [first, ...others] = functions;
  if (first !== undefined && others.length === 0) return first;
  const names = functions.map(nameOf).join(', ');
  throw new UsageError(`this command works on one function: choose one of ${names} with --function NAME`);
}
