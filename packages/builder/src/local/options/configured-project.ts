import { MAIN_FUNCTION, type Trigger } from '../../config/configuration.ts';
import type { FunctionDefaults, LocalDefaults } from '../../config/partial-configuration.ts';
import type { ConfigurationSource } from '../../config/read/read-files.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { frontOfTriggers } from './front-of-triggers.ts';
import type { LocalOptions } from './local-options.ts';
import type { ProjectSource } from './project-source.ts';

/** What the configuration says about a function; undefined if there is no configuration. */
export type ConfiguredFunction = FunctionDefaults | undefined;

/** How a project is run. */
export interface ProjectOptions {
  readonly source: ConfigurationSource;
  /** The options of a function, given those that its configuration says. */
  readonly optionsOf: (defaults: LocalOptions, configured: ConfiguredFunction) => LocalOptions | Promise<LocalOptions>;
  /** Other files that the options depend on. */
  readonly files: readonly string[];
  /** Options that are for one function, as the user writes them. */
  readonly ofOneFunction: readonly string[];
}

/** The functions of `lambda.yaml`, or one function if there is no such file. */
export function configuredProject({ source, optionsOf, files, ofOneFunction }: ProjectOptions): ProjectSource {
  return {
    async read() {
      const { readLocalDefaults } = await import('../../config/partial-configuration.ts');
      const defaults = await readLocalDefaults(source);
      const configured = defaults?.functions ?? [undefined];
      const [option] = ofOneFunction;
      if (option !== undefined && configured.length > 1) {
        const names = configured.map((each) => each?.function).join(', ');
        throw new UsageError(`${option} is for one function: choose one of ${names} with --function NAME`);
      }
      return {
        functions: await Promise.all(
          configured.map(async (each) => ({
            key: each?.function ?? MAIN_FUNCTION,
            options: await optionsOf(defaultsOf(each), each),
            triggers: each?.triggers ?? [],
            asynchronous: each?.asynchronous,
          })),
        ),
        resources: defaults?.resources,
        name: defaults?.project,
        account: defaults?.account,
        warnings: await warningsOf(defaults),
      };
    },
    async files() {
      const { configurationFiles } = await import('../../config/configuration-files.ts');
      return [...(await configurationFiles(source)), ...files];
    },
  };
}

/** What the configuration of a function says about its options; what it does not say is undefined. */
function defaultsOf(configured: ConfiguredFunction): LocalOptions {
  const {
    handler,
    functionName,
    timeout,
    memory,
    instances,
    logFormat,
    logLevel,
    trace,
    env,
    triggers = [],
  } = configured ?? {};
  return {
    handler,
    functionName,
    timeout,
    memory,
    instances,
    logFormat,
    logLevel,
    trace,
    env: { ...invokeModeVariable(triggers), ...env },
    front: frontOfTriggers(triggers),
  };
}

/** The runtime cannot see whether the function URL accepts a stream: this variable says so, as in AWS. */
function invokeModeVariable(triggers: readonly Trigger[]): Readonly<Record<string, string>> {
  const url = triggers.find((each) => each.type === 'url');
  return url === undefined ? {} : { ALR_INVOKE_MODE: url.invokeMode };
}

async function warningsOf(defaults: LocalDefaults | undefined): Promise<string[]> {
  if (defaults === undefined) return [];
  const { formatProblem } = await import('../../config/read/problem.ts');
  return [
    ...defaults.warnings.map(formatProblem),
    ...defaults.incomplete.map((problem) => `before it is deployed: ${formatProblem(problem)}`),
  ];
}
