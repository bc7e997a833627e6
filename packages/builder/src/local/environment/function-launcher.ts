import type { ProcessLaunch, ProgramCommand } from './function-process.ts';

/** Starts the function: as a process, or in a container. */
export interface FunctionLauncher {
  /** The address of the Runtime API as the function sees it. */
  address(runtimeApi: string): string;
  /** The variables that the function gets from this machine. */
  readonly inherited: NodeJS.ProcessEnv;
  launch(env: NodeJS.ProcessEnv, memorySizeMB: number): ProcessLaunch;
}

/**
 * Starts the function as a process of this machine, with its environment.
 *
 * @param shownCommand what to show to the user instead of the command
 */
export function processLauncher(command: ProgramCommand, shownCommand = command): FunctionLauncher {
  return {
    address: (runtimeApi) => runtimeApi,
    inherited: process.env,
    launch: (env) => ({ command, shownCommand, env }),
  };
}
