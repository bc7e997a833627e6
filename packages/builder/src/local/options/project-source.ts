import { isDeepStrictEqual } from 'node:util';
import type { Trigger } from '../../config/configuration.ts';
import type { AsynchronousSettings } from '../../config/functions/asynchronous-settings.ts';
import type { LocalResources } from '../../config/functions/local-resources.ts';
import { ExpectedError } from '../../terminal/expected-error.ts';
import type { OptionsSource } from '../function/program/reloader.ts';
import type { LocalOptions } from './local-options.ts';

/** The options of a function, and what the project says about its invokers. */
export interface FunctionSetup {
  /** Its name in the project. */
  readonly key: string;
  readonly options: LocalOptions;
  /** What invokes it. None if it is not configured. */
  readonly triggers: readonly Trigger[];
  /** What happens to its asynchronous invocations that fail. */
  readonly asynchronous: AsynchronousSettings | undefined;
}

/** The options of the functions, as they are at the moment. */
export interface ProjectSetup {
  /** Of the project. Undefined if the configuration has none. */
  readonly name?: string | undefined;
  /** At least one. */
  readonly functions: readonly FunctionSetup[];
  /** What they use besides their triggers. Undefined if there is no configuration. */
  readonly resources?: LocalResources | undefined;
  /** The only AWS account that it may be deployed to, if the configuration names one. */
  readonly account?: string | undefined;
  /** What is probably not intended. */
  readonly warnings: readonly string[];
}

/** Where the options of the functions come from. */
export interface ProjectSource {
  /** @throws {ExpectedError} they are invalid */
  read(): Promise<ProjectSetup>;
  /** The files that they depend on, whether they exist or not. */
  files(): Promise<readonly string[]>;
}

/** A function that runs is no longer configured. */
export class FunctionRemovedError extends ExpectedError {
  override get name(): string {
    return 'FunctionRemovedError';
  }
}

/**
 * The source of the options of one function.
 *
 * @param first what was read at the start
 * @param reportsWarnings whether it reports the warnings about the project, which are the same for all functions
 */
export function sourceOfFunction(
  source: ProjectSource,
  first: ProjectSetup,
  key: string,
  reportsWarnings: boolean,
): OptionsSource {
  const known = first.functions.map((each) => each.key);
  const setupOf = (name: string) => first.functions.find((each) => each.key === name);
  const result = {
    warnings: reportsWarnings ? first.warnings : [],
    files: () => source.files(),
    async read(): Promise<LocalOptions> {
      const { functions, resources, warnings } = await source.read();
      const added = functions.filter((each) => !known.includes(each.key)).map((each) => each.key);
      const news = added.map((name) => `the function ${name} is new: to run it too, start alr-builder local again`);
      const changed = functions.filter(
        (each) => !isDeepStrictEqual(connectionsOf(each), connectionsOf(setupOf(each.key))),
      );
      const connections = changed
        .filter((each) => known.includes(each.key))
        .map((each) => `the triggers of ${each.key} have changed: to apply that, start alr-builder local again`);
      const declared = isDeepStrictEqual(resources, first.resources)
        ? []
        : ['what local declares has changed: to apply that, start alr-builder local again'];
      if (reportsWarnings) result.warnings = [...warnings, ...news, ...connections, ...declared];
      const found = functions.find((each) => each.key === key);
      if (found !== undefined) return found.options;
      throw new FunctionRemovedError(
        `the function ${key} is no longer configured: to stop it, start alr-builder local again`,
      );
    },
  };
  return result;
}

/** What is connected at the start, and not again. */
function connectionsOf(setup: FunctionSetup | undefined): unknown {
  return [setup?.triggers, setup?.asynchronous];
}

/** A project of one function whose options do not change. */
export function sourceOfOptions(options: LocalOptions, key: string, files: readonly string[]): ProjectSource {
  const setup: ProjectSetup = { functions: [{ key, options, triggers: [], asynchronous: undefined }], warnings: [] };
  return { read: async () => setup, files: async () => files };
}
