import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type LocalOptions, logLevels } from '../../local/local-options.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { numberFrom, wholeNumberFrom } from '../arguments/number-argument.ts';
import { addSourceOptions, type SourceOptions, sourceOf } from '../arguments/project-options.ts';
import { someText } from '../arguments/text-argument.ts';

type LocalCommandOptions = SourceOptions &
  Omit<LocalOptions, 'handler' | 'command' | 'directory' | 'allowedHosts' | 'faults'> & {
    allowHost: string[];
    fault: string[];
    bootstrap?: string;
    json: boolean;
  };

/** Adds `alr-builder local`: the emulator. */
export function addLocal(program: Command): void {
  addSourceOptions(program.command('local').description('run a function on this machine, as Lambda would'))
    .usage('[options] [handler] [-- runtime command...]')
    .argument('[handler]', 'the handler: app.MyLambda, ./src/app.ts (default: image.handler of lambda.yaml)')
    .argument('[command...]', 'another runtime to run, after --: python3 -m awslambdaric app.handler')
    .option('--port <port>', 'where to listen; 0 picks a free port', wholeNumberFrom(0, 65_535), 9000)
    .option('--host <address>', 'the address to listen at; only this machine reaches the default', '127.0.0.1')
    .option('--allow-host <name>', 'a further host name under which it may be called (repeatable)', collect, [])
    .option('--timeout <seconds>', "the function's timeout (default: lambda.timeout, else 30)", numberFrom(0.1, 900))
    .option(
      '--memory <MB>',
      "the function's memory; told, not enforced (default: lambda.memory, else 128)",
      numberFrom(128, 32_768),
    )
    .option('--function-name <name>', "the function's name (default: lambda.name, else function)")
    .option('--env <NAME=value>', "one of the function's environment variables (repeatable)", variable, {})
    .option(
      '--env-file <file>',
      'a file of environment variables (default: those of lambda.yaml and its file)',
      someText,
    )
    .option('--bootstrap <program>', "the runtime's bootstrap, in place of @alr/runtime's")
    .option(
      '--concurrency <count>',
      'invocations at once in one process, as on managed instances',
      wholeNumberFrom(1, 10_000),
    )
    .option('--snap-start', 'start from a snapshot: wait in restore/next for the first invocation', false)
    .option('--trace', "sample each invocation's trace (default: where the invoker says so)")
    .option('--no-trace', 'hand out no trace header')
    .addOption(new Option('--log-format <format>', "the form of the function's log").choices(['text', 'json']))
    .addOption(new Option('--log-level <level>', 'the least grave records in it').choices(logLevels))
    .option('--fault <fault>', 'what a call of the Runtime API meets with: 413, next=reset:2 (repeatable)', collect, [])
    .option('--watch', 'restart when a file of the project changes', false)
    .option('--json', 'print one JSON object a line', false)
    .action(async (_handler: string | undefined, _command: string[], options: LocalCommandOptions, self: Command) => {
      const { allowHost, fault, bootstrap, json, installDir, configFile, stage, envFile, env, ...rest } = options;
      const chosen = chooseRuntime(self.args, wordsAfterDashes(program), bootstrap);
      const [{ readFunctionDefaults }, { runLocal }] = await Promise.all([
        import('../../config/function-defaults.ts'),
        import('../../local/run-local.ts'),
      ]);
      const configured = await readFunctionDefaults(sourceOf({ installDir, configFile, stage }));
      const { handler, env: ownEnv, ...defaults } = configured ?? {};
      const runtime = chosen.command === undefined ? { handler: chosen.handler ?? handler } : chosen;
      const variables = envFile === undefined ? { env: { ...ownEnv, ...env } } : { env, envFile: resolve(envFile) };
      const others = { directory: installDir, allowedHosts: allowHost, faults: fault };
      await runLocal({ ...defaults, ...rest, ...runtime, ...variables, ...others }, { json });
    });
}

type RuntimeChoice = Pick<LocalOptions, 'handler' | 'command'>;

/** What to run: the words after `--`, or the bootstrap that is named, or (as nothing is said) `@alr/runtime`'s. */
function chooseRuntime(operands: readonly string[], afterDashes: readonly string[], bootstrap?: string): RuntimeChoice {
  const [handler, ...more] = operands.slice(0, operands.length - afterDashes.length);
  if (more.length > 0) {
    throw new UsageError(`One handler at a time: ${handler} or ${more.join(' ')}. A runtime's command goes after --.`);
  }
  const [program, ...args] = afterDashes;
  if (program !== undefined) {
    if (bootstrap !== undefined) throw new UsageError('Either --bootstrap or a command after --, not both.');
    return { handler, command: [program, ...args] };
  }
  if (bootstrap !== undefined) return { handler, command: [bootstrap, ...(handler === undefined ? [] : [handler])] };
  return { handler };
}

/** The words after `--`. Commander mixes them with the operands; only its copy of the command line tells them apart. */
function wordsAfterDashes(program: Command): string[] {
  // public in commander, and missing in its types
  const { rawArgs } = program as Command & { rawArgs: string[] };
  const dashes = rawArgs.indexOf('--');
  return dashes === -1 ? [] : rawArgs.slice(dashes + 1);
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function variable(text: string, before: Record<string, string>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It has to be NAME=value.');
  return { ...before, [name]: value };
}
