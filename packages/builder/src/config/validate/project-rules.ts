import type { TriggerFile } from '../functions/function-files.ts';
import { formatOf } from '../keys/formats.ts';
import { isKeyPath } from '../keys/keys.ts';
import { formatLocation, type Location, type Problem } from '../read/problem.ts';
import { rulesOf } from '../triggers/rules-of.ts';
import type { TriggerClaim } from '../triggers/trigger-rules.ts';
import { checkAsynchronousTriggers } from './asynchronous-rules.ts';
import { checkBuckets } from './bucket-rules.ts';
import { checkCorsOfHttpApi } from './cors-rules.ts';
import { checkStageQueues } from './stage-queue-rules.ts';
import type { FunctionValidation } from './validate-function.ts';

/** Finds what is valid in each function, but not in all of them together, or not with the function's other triggers. */
export function findProjectErrors(functions: readonly FunctionValidation[]): Problem[] {
  const formerNames = checkFormerNames(functions);
  // The generated names depend on them.
  if (formerNames.length > 0) return formerNames;
  const problems = [
    ...functions.flatMap(checkAsynchronousTriggers),
    ...checkCorsOfHttpApi(functions),
    ...checkBuckets(functions),
    ...checkStageQueues(functions),
  ];
  const claims = new Map<string, Claim>();
  for (const claim of functions.flatMap(claimsOf)) {
    const id = `${claim.what} ${claim.name}`;
    const first = claims.get(id);
    if (first === undefined) claims.set(id, claim);
    else if (!claim.isShared || !first.isShared || first.function === claim.function) {
      problems.push({ location: claim.location, message: describeClash(claim, first) });
    }
  }
  return problems;
}

/** Something that only one function, or one of its triggers, can have. */
interface Claim extends Omit<TriggerClaim, 'key'> {
  readonly function: string;
  /** The path of the key. */
  readonly path: string;
  readonly location: Location;
}

function describeClash({ what, name, path, advice, function: owner }: Claim, first: Claim): string {
  const whose = first.function === owner ? 'this function' : `the function ${first.function}`;
  return `${path}: ${whose} has the ${what}${name === '' ? '' : ` ${name}`} already (${formatLocation(first.location)}); ${advice}`;
}

function claimsOf(validation: FunctionValidation): Claim[] {
  const { settings, file } = validation;
  if (settings === undefined) return [];
  const { lambda, role } = settings;
  const own = { function: file.name };
  const at = (trigger: TriggerFile | undefined, path: string) => ({
    path: trigger?.inUserTerms(path) ?? path,
    location: locationIn(trigger, path),
  });
  const [first] = file.triggers;
  return [
    { ...own, what: 'name', name: lambda.name, ...at(first, 'lambda.name'), advice: 'choose another name' },
    ...(role.existing
      ? []
      : [
          {
            ...own,
            what: 'role',
            name: role.name,
            ...at(first, 'role.name'),
            advice: 'each function has its own role: choose another name, or set role.existing if both only use it',
          },
        ]),
    ...settings.triggers.flatMap((trigger, index) => {
      const triggerFile = file.triggers[index];
      return (rulesOf(trigger.type).claims?.(trigger) ?? []).map(
        ({ key, ...claim }): Claim => ({ ...own, ...claim, ...at(triggerFile, key) }),
      );
    }),
  ];
}

function locationIn(trigger: TriggerFile | undefined, path: string): Location {
  const setting = isKeyPath(path) ? trigger?.content.settings.get(path) : undefined;
  const section = trigger?.content.sections.get(path.startsWith('trigger.') ? 'trigger' : 'lambda');
  return setting?.location ?? section ?? trigger?.content.location ?? { file: '', line: 0, column: 0 };
}

/** A former name can be taken over by one function, and no function can have it anymore. */
function checkFormerNames(functions: readonly FunctionValidation[]): Problem[] {
  const names = new Set(functions.map(({ file }) => file.name));
  const takenBy = new Map<string, string>();
  return functions.flatMap(({ file: { name, was } }): Problem[] => {
    if (was === undefined) return [];
    const { text, location } = was;
    const other = takenBy.get(text);
    takenBy.set(text, other ?? name);
    const path = `functions.${name}.was`;
    if (!new RegExp(formatOf('function key').pattern, 'u').test(text)) {
      return [{ location, message: `${path} is "${text}": it must be the former name of the function` }];
    }
    if (names.has(text)) {
      return [{ location, message: `${path} is "${text}", but there is a function ${text}: remove one of them` }];
    }
    if (other === undefined) return [];
    return [{ location, message: `${path} is "${text}", like that of ${other}: only one function can take it over` }];
  });
}
