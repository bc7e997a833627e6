import type { FunctionLauncher } from '../../function/environment/function-launcher.ts';
import type { FunctionOptions } from '../../function/environment/local-function.ts';
import type { FunctionInspector } from '../../function/inspect/function-inspector.ts';
import type { FunctionReloader } from '../../function/program/reloader.ts';
import type { FaultInjector } from '../../function/runtime-api/fault-injector.ts';
import { functionEnvironment, functionSettings } from '../../options/function-settings.ts';
import { isolatedCredentials } from '../../options/isolated-credentials.ts';
import type { Traces } from '../../trace/traces.ts';

/** What the environments of all functions of a project have in common. */
export interface EnvironmentContext {
  readonly directory: string;
  readonly faults: FaultInjector;
  readonly inspector: FunctionInspector | undefined;
  readonly traces: Traces;
  /** Variables that lead the function to what is on this machine, given those that it has. */
  readonly localVariables: (variables: NodeJS.ProcessEnv, launcher: FunctionLauncher) => NodeJS.ProcessEnv;
}

/** The options of the next environment, as they are when it is created. */
export function nextEnvironment(reloader: FunctionReloader, context: EnvironmentContext): FunctionOptions {
  const { directory, faults, inspector, localVariables, traces } = context;
  return {
    ...functionSettings(reloader.loaded.options, reloader.loaded.variables),
    directory,
    async launch(runtimeApi) {
      await reloader.refresh();
      const { launcher, loaded } = reloader;
      // An environment starts only if there is a program; see `block`.
      if (launcher === undefined) throw new Error('there is no program to start');
      const settings = functionSettings(loaded.options, loaded.variables);
      const env = functionEnvironment(loaded.options, settings, loaded.variables, launcher, runtimeApi);
      const own = loaded.options.isolated ? { ...env, ...isolatedCredentials } : env;
      const configured = { ...launcher.inherited, ...loaded.variables };
      const tracing = loaded.options.trace === false ? {} : await traces.variables(configured, launcher);
      const launch = launcher.launch({ ...own, ...tracing, ...localVariables(own, launcher) }, settings.memorySizeMB);
      return inspector?.inspected(launch) ?? launch;
    },
    faults,
    emit: (event) => reloader.report(event),
  };
}
