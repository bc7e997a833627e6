import type { ProcessLaunch, ProgramCommand } from './function-process.ts';

/** Whether a function's AWS credentials have been resolved for it, because it cannot read the profiles of this machine. */
export interface CredentialsAccess {
  readonly areResolved: boolean;
  /** Why they could not be resolved. */
  readonly problem?: string | undefined;
}

/** Starts the function: as a process, or in a container. */
export interface FunctionLauncher {
  /** The address of the Runtime API as the function sees it. */
  address(runtimeApi: string): string;
  /** The variables that the function gets from this machine. */
  readonly inherited: NodeJS.ProcessEnv;
  /** How the function gets AWS credentials: from the profiles of this machine, or only those that were resolved for it. */
  readonly credentials: CredentialsAccess;
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
    credentials: { areResolved: false },
    launch: (env) => ({ command, shownCommand, env }),
  };
}
