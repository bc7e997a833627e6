import { arnOf, parseArn } from '../aws/arn.ts';
import { ACCOUNT, REGION, arn as sampleArn } from '../events/samples/sample-values.ts';
import type { Trigger } from './configuration.ts';
import { type AsynchronousSettings, asynchronousSettings } from './functions/asynchronous-settings.ts';
import { type LocalResources, localResources } from './functions/local-resources.ts';
import { parameterOf } from './functions/parameter-references.ts';
import { selectFunctions } from './functions/select-functions.ts';
import { type KeyPath, keyPaths } from './keys/keys.ts';
import type { RawSetting } from './read/configuration-file.ts';
import { expandReferences, isUnsetReference } from './read/expand-references.ts';
import { ConfigurationError, formatLocation, formatProblem, type Location, type Problem } from './read/problem.ts';
import { type ConfigurationSource, readFiles } from './read/read-files.ts';
import type { KeyState } from './validate/validate.ts';
import { type FunctionFilesValidation, validateFiles } from './validate/validate-files.ts';

/** The configuration of functions that run on this machine. */
export interface LocalDefaults {
  /** Its name. Undefined if it has none, because it has one function. */
  readonly project: string | undefined;
  /** Those that are selected, in the order of the file. */
  readonly functions: readonly FunctionDefaults[];
  /** What they use besides their triggers. */
  readonly resources: LocalResources;
  /** The only AWS account that it may be deployed to. */
  readonly account: string | undefined;
  /** What a deployment would reject because it is missing. */
  readonly incomplete: readonly Problem[];
  /** What is valid but probably not intended. */
  readonly warnings: readonly Problem[];
}

/** The configuration of a function that runs on this machine. What the project does not set is undefined. */
export interface FunctionDefaults {
  /** Its name in the project. */
  readonly function: string;
  readonly handler: string | undefined;
  /** Whether it is one of several functions of an image, which therefore does not know its handler. */
  readonly isNamed: boolean;
  readonly functionName: string | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  /** MB. */
  readonly memory: number | undefined;
  /** How many processes of it run at most. */
  readonly instances: number | undefined;
  readonly logFormat: 'json' | undefined;
  /** True samples the trace of each invocation. */
  readonly trace: true | undefined;
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | undefined;
  /** Also has the profile and region of a deployment. */
  readonly env: Readonly<Record<string, string>>;
  /** What invokes it. */
  readonly triggers: readonly Trigger[];
  /** What happens to its asynchronous invocations that fail. */
  readonly asynchronous: AsynchronousSettings;
}

/** The keys that matter to a function on this machine. */
const localKeys: readonly KeyPath[] = [
  'image.handler',
  'lambda.name',
  'lambda.timeout',
  'lambda.memory',
  'lambda.log_format',
  'lambda.log_level',
  'lambda.tracing',
  'lambda.environment',
  'lambda.environment_file',
  ...keyPaths.filter((path) => path.startsWith('local.')),
];

/**
 * The problems that concern only a deployment: keys that are missing, and references to variables that are not set on this
 * machine, in keys that do not matter here.
 */
function incompleteSettings(
  states: readonly KeyState[],
  problems: readonly Problem[],
  selected: readonly FunctionFilesValidation[],
): Problem[] {
  const missing = new Set(
    states
      .filter(({ state }) => state === 'missing')
      .flatMap((state) => state.problems)
      .map(formatProblem),
  );
  const contents = selected.map(({ file }) => file.triggers[0]?.content);
  const locations = contents
    .flatMap((content) => localKeys.flatMap((path) => locationsOf(content?.settings.get(path))))
    .map(formatLocation);
  return problems.filter(
    (problem) =>
      missing.has(formatProblem(problem)) ||
      (isUnsetReference(problem) && !locations.includes(formatLocation(problem.location))),
  );
}

function locationsOf(setting: RawSetting | undefined): Location[] {
  if (setting === undefined) return [];
  const entries = setting.kind === 'map' ? [...setting.entries.values()] : [];
  return [setting.location, ...entries.flatMap((entry) => (entry === undefined ? [] : [entry.location]))];
}

/**
 * Reads the settings that matter to functions on this machine, and validates the configuration as a deployment does. What
 * only a deployment needs may be missing, which is a warning. Returns undefined if there is no configuration file.
 *
 * @throws {ConfigurationError} the configuration is invalid: lists every problem with its file, line and column
 * @throws {UnknownFunctionError} the project does not have the function that the user named
 */
export async function readLocalDefaults(source: ConfigurationSource): Promise<LocalDefaults | undefined> {
  const files = await readFiles(source);
  if (files === undefined) return undefined;
  const { functions, problems, warnings } = await validateFiles(files);
  if (functions.length === 0) throw new ConfigurationError(problems);
  const selected = selectFunctions(functions, source.function);
  const all = functions.flatMap((each) => each.states.flat());
  const incomplete = incompleteSettings(all, problems, selected);
  if (problems.length > incomplete.length) throw new ConfigurationError(problems);
  const found = selected.map((each) => functionDefaults(each, files.env));
  const shared = (selected[0]?.states[0] ?? []).filter(({ state }) => state === 'customized');
  return {
    functions: found.map(({ defaults }) => defaults),
    project: textIn(shared, 'project'),
    account: textIn(shared, 'aws.account'),
    resources: localResources((path) => shared.find((each) => each.path === path)?.value),
    incomplete,
    warnings: [...warnings, ...found.flatMap((each) => each.warnings)],
  };
}

function textIn(states: readonly KeyState[], key: KeyPath): string | undefined {
  const value = states.find(({ path }) => path === key)?.value;
  return typeof value === 'string' ? value : undefined;
}

function functionDefaults(
  { file, fileEnvironment, states: byTrigger, drafts }: FunctionFilesValidation,
  env: ConfigurationSource['env'],
): { defaults: FunctionDefaults; warnings: Problem[] } {
  const [states = [], ...others] = byTrigger;
  const content = file.triggers[0]?.content;
  const customized = states.filter(({ state }) => state === 'customized');
  const valueAt = (path: KeyPath) => customized.find((state) => state.path === path)?.value;
  const textAt = (path: KeyPath) => (typeof valueAt(path) === 'string' ? String(valueAt(path)) : undefined);
  const numberAt = (path: KeyPath) => (typeof valueAt(path) === 'number' ? Number(valueAt(path)) : undefined);
  const reporting = [states, ...others].flatMap((each) =>
    reportingSources((path) => each.find((state) => state.path === path)?.value, env),
  );
  const environment = {
    ...fileEnvironment,
    // The value of a map key.
    ...(valueAt('lambda.environment') as Readonly<Record<string, string>> | undefined),
  };
  const unresolved = Object.entries(environment).filter(([, value]) => parameterOf(value) !== undefined);
  const triggers = drafts.map(({ trigger }) => trigger);
  const [draft] = drafts;
  const defaults: FunctionDefaults = {
    function: file.name,
    handler: textAt('image.handler'),
    isNamed: file.isNamed,
    functionName:
      textAt('lambda.name') ?? (file.isNamed ? String(file.triggers[0]?.generated.get('lambda.name')) : undefined),
    timeout: numberAt('lambda.timeout'),
    memory: numberAt('lambda.memory'),
    instances: numberAt('local.instances'),
    logFormat: valueAt('lambda.log_format') === 'JSON' ? 'json' : undefined,
    trace: valueAt('lambda.tracing') === 'Active' ? true : undefined,
    // The value of a choice key.
    logLevel: textAt('lambda.log_level')?.toLowerCase() as FunctionDefaults['logLevel'],
    env: {
      ...variable('AWS_PROFILE', textAt('aws.profile')),
      ...variable('AWS_REGION', textAt('aws.region')),
      ...Object.fromEntries(
        Object.entries(environment).filter((entry) => !unresolved.some(([name]) => name === entry[0])),
      ),
      // As a deployment does.
      ...(reporting.length > 0 && { ALR_PARTIAL_BATCH_RESPONSE: reporting.join(',') }),
    },
    triggers,
    asynchronous: draft
      ? asynchronousSettings({ lambda: draft.lambda, triggers })
      : { onFailure: undefined, retries: undefined, maxAge: undefined },
  };
  return {
    defaults,
    warnings: unresolved.map(([name, value]) => ({
      location: content?.settings.get('lambda.environment')?.location ?? file.location,
      message: `${file.inUserTerms('lambda.environment')}.${name} is ${value}, which only a deployment looks up: it is not set here, unless with --env ${name}=...`,
    })),
  };
}

function variable(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}

/**
 * The ARNs of the sources that accept a report of failed records: in the configured account and region, and also in those
 * of sample events, so that `alr-builder event sqs --queue NAME` names the same queue.
 */
function reportingSources(
  valueAt: (path: KeyPath) => unknown,
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  const stream = valueAt('trigger.stream.arn');
  if (valueAt('trigger.stream.partial_batch_response') === true && typeof stream === 'string') return [stream];
  const queue = valueAt('trigger.queue.name');
  if (valueAt('trigger.queue.partial_batch_response') !== true || typeof queue !== 'string') return [];
  if (parseArn(queue) !== undefined) return [queue];
  const region = textOr(valueAt('aws.region'), env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? REGION);
  const scope = { partition: 'aws', region, account: textOr(valueAt('aws.account'), ACCOUNT) };
  return [...new Set([arnOf(scope, 'sqs', queue), sampleArn('sqs', queue)])];
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/**
 * Reads the handlers of the functions in `functions`, even if the configuration is incomplete or invalid.
 *
 * @throws {ConfigurationError} a file cannot be parsed
 */
export async function readConfiguredHandlers(source: ConfigurationSource): Promise<string[]> {
  const files = await readFiles(source);
  if (files !== undefined && !files.content.isReadable) throw new ConfigurationError(files.content.problems);
  const functions = files && expandReferences(files.content, files.env).functions;
  const handlers = [...(functions?.values() ?? [])].flatMap(({ settings }) => {
    const setting = settings.get('image.handler');
    return setting?.kind === 'text' && setting.text !== '' ? [setting.text] : [];
  });
  return [...new Set(handlers)];
}

/**
 * Reads the texts that some keys are set to, even if the configuration is incomplete or invalid: for commands that
 * deploy nothing. A key that is not set, or is not a text, is undefined.
 *
 * @throws {ConfigurationError} a file cannot be parsed
 */
export async function readConfiguredTexts(source: ConfigurationSource): Promise<(path: KeyPath) => string | undefined> {
  const files = await readFiles(source);
  if (files !== undefined && !files.content.isReadable) throw new ConfigurationError(files.content.problems);
  const content = files && expandReferences(files.content, files.env);
  return (path) => {
    const setting = content?.settings.get(path);
    return setting?.kind === 'text' && setting.text !== '' ? setting.text : undefined;
  };
}
