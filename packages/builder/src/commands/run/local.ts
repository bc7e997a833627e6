import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { frontKinds } from '../../local/front/gateway/gateway.ts';
import { logLevels } from '../../local/function/environment/environment-variables.ts';
import { DEFAULT_DATA, MEMORY } from '../../local/options/data-folder.ts';
import type { LocalOptions } from '../../local/options/local-options.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { addDebuggerOptions, type DebuggerWords, debuggerOf } from '../options/debugger-options.ts';
import { collect, collectPairs, integerBetween, nonEmpty, numberBetween } from '../options/option-values.ts';
import { addSourceOptions, type SourceOptions, sourceOf } from '../options/project-options.ts';
import { type LocalImageOptions, prepareImage } from './local-image.ts';
import { chooseRuntime, nameInImage, runtimeOf } from './runtime-choice.ts';

type LocalCommandOptions = SourceOptions &
  LocalImageOptions &
  Omit<
    LocalOptions,
    | 'handler'
    | 'command'
    | 'directory'
    | 'image'
    | 'allowedHosts'
    | 'allowedOrigins'
    | 'faults'
    | 'inspect'
    | 'inspectHost'
    | 'inspectStart'
  > &
  DebuggerWords & {
    allowHost?: string[];
    allowOrigin?: string[];
    fault?: string[];
    binaryMediaType?: string[];
    envFrom?: string;
    bootstrap?: string;
    json?: boolean;
    open?: boolean;
  };

/** Defines `alr-builder local`, which runs the function in the emulator. */
export function defineLocal(command: Command): void {
  command
    .usage('[options] [handler] [-- runtime command...]')
    .argument('[handler]', 'Handler, such as app.MyLambda or ./src/app.ts (default: image.handler)')
    .argument('[command...]', 'Another runtime to run, after --, such as python3 -m awslambdaric app.handler')
    .option('--image', "Build the image, and run it in a container; what follows -- are options of the engine's run")
    .option('--no-build', 'With --image: run the image from the last build')
    .option('--port <port>', 'Port to listen on; 0 picks a free one', integerBetween(0, 65_535), 9000)
    .option(
      '--host <address>',
      'Address to listen on; the default accepts requests from this machine only',
      '127.0.0.1',
    )
    .addOption(
      new Option(
        '--front <front>',
        'What HTTP requests reach the function through (default: its trigger for requests, or else url)',
      ).choices(frontKinds),
    )
    .option('--multi-value-headers', 'With --front alb: the target group has multi-value headers')
    .option('--binary-media-type <type>', 'With --front rest-api: type of binary bodies (repeatable)', collect)
    .option('--allow-host <name>', 'Additional host name that requests may use (repeatable)', collect)
    .option('--allow-origin <origin>', 'Origin whose pages may call Invoke in a browser (repeatable)', collect)
    .option('--timeout <seconds>', 'Function timeout (default: lambda.timeout, or else 30)', numberBetween(0.1, 900))
    .option(
      '--memory <MB>',
      'Memory size reported to the function, enforced only with --image (default: lambda.memory, or else 128)',
      numberBetween(128, 32_768),
    )
    .option('--function-name <name>', 'Function name (default: lambda.name, or else function)')
    .option('--env <NAME=value>', 'Environment variable for the function (repeatable)', collectPairs('--env'))
    .option('--env-from <file>', 'File of environment variables to use instead of the configured ones', nonEmpty)
    // Node looks for this option in the arguments of the program too, and exits if the file does not exist.
    .addOption(new Option('--env-file <file>', 'Another name of --env-from').argParser(nonEmpty).hideHelp())
    .option('--bootstrap <program>', 'Bootstrap to run instead of the one in @alr/runtime')
    .option(
      '--concurrency <count>',
      'Concurrent invocations per process, as on Lambda Managed Instances',
      integerBetween(1, 10_000),
    )
    .option(
      '--instances <count>',
      'Maximum number of processes; an invocation starts another one if all are busy (default: local.instances, or else 1)',
      integerBetween(1, 1000),
    )
    .option('--snap-start', 'Start as from a SnapStart snapshot: wait in restore/next for the first invocation')
    .option(
      '--trace',
      "Sample every invocation's trace, and show its spans (default: as the invoker's trace header says)",
    )
    .option('--no-trace', 'Send no trace header to the function, and receive no spans')
    .addOption(new Option('--log-format <format>', "Format of the function's log").choices(['text', 'json']))
    .addOption(new Option('--log-level <level>', "Minimum level of the function's log").choices(logLevels))
    .option(
      '--fault <fault>',
      'Fault to inject: 413, next=reset:2, queue=duplicate:20%, aws=s3.PutObject:503, ... (repeatable)',
      collect,
    )
    .option(
      '--seed <number>',
      'Number that decides when faults with a probability occur; the same one repeats them',
      integerBetween(0, 2 ** 32 - 1),
    )
    .option('--isolated', 'Give the function placeholder credentials, so that it cannot touch the real AWS')
    .option('--console-port <port>', 'Port of the console (default: the one after --port)', integerBetween(0, 65_535))
    .option('--no-console', 'Leave out the console, the page that shows what the function does')
    .option('--open', 'Open the console in the browser')
    .option('--watch', 'Restart the function when its sources, its configuration or its declared files change')
    .option('--no-bundle', 'Let Node run the sources, even if the project has the bundler of the image')
    // It is checked with the other options: commander would print a password in the URL.
    .option(
      '--source <where>',
      "Where the triggers' events come from: local, none (clients only), aws (deployed queues and streams), or an emulator's URL",
      'local',
    )
    .option('-y, --yes', 'With --source aws: do not ask before messages are received and deleted')
    .option(
      '--data <folder>',
      'Where queues, buckets, ... and the history are kept between runs; memory keeps nothing (default: .alr/local)',
      nonEmpty,
    )
    .option('--reset', 'Delete what earlier runs have left in the folder of --data, and say what that was')
    .option(
      '--strict',
      'Fail a batch of messages that causes a warning, such as that AWS would lose some, or their order',
    )
    .option('--json', 'Print JSON, one object per line');
  addDebuggerOptions(command);
  addSourceOptions(command).action(
    async (_handler: string | undefined, _command: string[], options: LocalCommandOptions, self: Command) => {
      const {
        allowHost,
        allowOrigin,
        fault,
        binaryMediaType,
        inspect,
        inspectWait,
        inspectBrk,
        bootstrap,
        image: isImage,
        build,
        json = false,
        open: opens = false,
        installDir,
        configFile,
        stage,
        function: selected,
        envFrom,
        envFile = envFrom,
        env,
        data,
        ...rest
      } = options;
      if (opens && rest.console === false) throw new UsageError('--open opens the console: remove --no-console');
      if (envFrom !== undefined && envFrom !== envFile) {
        throw new UsageError('--env-file is another name of --env-from: remove one of them');
      }
      const words = rawWords(command.parent);
      const afterDashes = wordsAfterDashes(words);
      const debug = debuggerOf({ inspect, inspectWait, inspectBrk }, words);
      if (isImage && debug.options.inspect !== undefined) {
        throw new UsageError(
          'a debugger cannot reach a container: leave out --image, and debug the same bundle in a process',
        );
      }
      const operands = debug.handler === undefined ? self.args : [debug.handler, ...self.args];
      const chosen = chooseRuntime(operands, afterDashes, isImage ? undefined : bootstrap, isImage);
      const source = { installDir, configFile, stage, function: selected };
      const imageWords = { bootstrap, handler: chosen.handler, engineOptions: afterDashes };
      const image = await prepareImage(source, { image: isImage, build }, imageWords);
      const [{ configuredProject }, { runLocal }] = await Promise.all([
        import('../../local/options/configured-project.ts'),
        import('../../local/start-local.ts'),
      ]);
      const others = {
        directory: installDir,
        data: data === MEMORY ? data : data === undefined ? DEFAULT_DATA : resolve(data),
        allowedHosts: allowHost,
        allowedOrigins: allowOrigin,
        faults: fault,
        binaryMediaTypes: binaryMediaType,
        ...debug.options,
      };
      const project = configuredProject({
        source: sourceOf(source),
        // Read again whenever one of the files changes. The options of the command line stay as they are.
        async optionsOf(defaults, configured): Promise<LocalOptions> {
          const { handler } = defaults;
          const imageHandler = image && configured?.isNamed ? await nameInImage(handler, installDir) : undefined;
          const variables =
            envFile === undefined ? { env: { ...defaults.env, ...env } } : { env, envFile: resolve(envFile) };
          return { ...defaults, ...rest, ...runtimeOf(chosen, handler, image, imageHandler), ...variables, ...others };
        },
        files: envFile === undefined ? [] : [resolve(envFile)],
        ofOneFunction: [
          ...(chosen.command === undefined ? [] : [bootstrap === undefined ? 'a command after --' : '--bootstrap']),
          ...(chosen.handler === undefined ? [] : [`the handler ${chosen.handler}`]),
          ...(rest.functionName === undefined ? [] : ['--function-name']),
          ...(debug.options.inspect === undefined ? [] : ['a debugger']),
        ],
      });
      await runLocal(project, { json, opens });
    },
  );
}

/** The words of the command line. Commander merges those after `--` into the operands, and splits options at `=`. */
function rawWords(program: Command | null): readonly string[] {
  // A public member of commander that its types omit.
  return (program as Command & { rawArgs: string[] }).rawArgs;
}

function wordsAfterDashes(words: readonly string[]): readonly string[] {
  const dashes = words.indexOf('--');
  return dashes === -1 ? [] : words.slice(dashes + 1);
}
