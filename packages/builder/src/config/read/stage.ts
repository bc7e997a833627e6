import { ExpectedError, UsageError } from '../../terminal/expected-error.ts';
import { formatOf } from '../keys/formats.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { expandReferences } from './expand-references.ts';
import { ConfigurationError, formatLocation, type Location } from './problem.ts';

/** The stage of a file that does not suggest one. */
export const DEFAULT_STAGE = 'dev';

/** Which stage a configuration is for. */
export interface Stage {
  readonly name: string;
  /** Whether the user named it: by an option, the environment, or the key `stage`. */
  readonly isNamed: boolean;
}

/** The stage has no valid name. */
export class StageError extends ExpectedError {
  override get name(): string {
    return 'StageError';
  }
}

/**
 * Determines the stage: the option, else `STAGE` in the environment, else the key `stage`, else the default in the
 * file's references `${STAGE:-default}`, else `dev`.
 *
 * @param option the value of `--stage`
 * @throws {UsageError} the option and the environment name different stages
 * @throws {StageError} the name is not valid
 * @throws {ConfigurationError} the references in the file have different defaults
 */
export function determineStage(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  main: ConfigurationFile,
): Stage {
  const fromEnvironment = env.STAGE || undefined;
  if (option !== undefined && fromEnvironment !== undefined && option !== fromEnvironment) {
    throw new UsageError(
      `--stage is ${option}, but the environment variable STAGE is ${fromEnvironment}: unset one of them`,
    );
  }
  const given = option ?? fromEnvironment;
  if (given !== undefined) return { name: checkName(given), isNamed: true };
  const configured = valueOfKey(main, env);
  if (configured !== undefined) return { name: checkName(configured), isNamed: true };
  return { name: checkName(findSuggestion(main, env) ?? DEFAULT_STAGE), isNamed: false };
}

/** The value of the key `stage`; undefined if it refers to `STAGE`, which makes it a suggestion like any other. */
function valueOfKey(main: ConfigurationFile, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const setting = main.settings.get('stage');
  if (setting?.kind !== 'text' || /(?<!\$)\$\{STAGE\b/.test(setting.text)) return undefined;
  const value = expandReferences({ ...main, settings: new Map([['stage', setting]]) }, env).settings.get('stage');
  return value?.kind === 'text' ? value.text || undefined : undefined;
}

/** The default that all references to the stage have; undefined if there is none. */
function findSuggestion(
  main: ConfigurationFile,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const found: { readonly text: string; readonly location: Location }[] = [];
  expandReferences(main, { ...env, STAGE: undefined }, (name, text, location) => {
    if (name === 'STAGE') found.push({ text, location });
  });
  const [first] = found;
  const other = found.find(({ text }) => text !== first?.text);
  if (first === undefined || other === undefined) return first?.text;
  const message =
    `the default of \${STAGE} is "${other.text}" here, but "${first.text}" at ${formatLocation(first.location)}: ` +
    'write the same default, or set the key stage';
  throw new ConfigurationError([{ location: other.location, message }]);
}

function checkName(name: string): string {
  const { pattern, expected } = formatOf('stage');
  if (new RegExp(pattern, 'u').test(name)) return name;
  throw new StageError(`"${name}" is not the name of a stage: it must be ${expected}`);
}
