import type { FrontKind } from '../front/gateway/gateway.ts';
import type { LocalImage } from '../function/container/run-container.ts';
import type { LogLevel } from '../function/environment/environment-variables.ts';
import { isNode } from '../function/environment/function-process.ts';
import type { InspectStart } from '../function/inspect/inspector-notices.ts';
import { originProblem } from '../http/cors.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { MEMORY } from './data-folder.ts';
import { type EventSource, findSourceProblem } from './event-source.ts';
import { LocalOptionError } from './local-option-error.ts';

/** How the emulator runs a function. All options have defaults. */
export interface LocalOptions {
  /** The handler as in the image: `app.MyLambda` or `./src/app.ts`. Default: `_HANDLER` of the environment. */
  readonly handler?: string | undefined;
  /** The runtime and its arguments. Default: the bootstrap of the project's `@alr/runtime`, with the handler. */
  readonly command?: readonly [string, ...string[]] | undefined;
  /** Runs an image in a container, with the restrictions of Lambda, instead of a process. */
  readonly image?: LocalImage | undefined;
  /** The project's directory, in which the process runs and which is watched. Default: the working directory. */
  readonly directory?: string | undefined;
  /** The configuration, if there is no handler, command or image. Default: `lambda.yaml`, or else `lambda.env`. */
  readonly configFile?: string | undefined;
  /** The stage of the configuration. Default: `STAGE` of the environment, or the one that it suggests, or `dev`. */
  readonly stage?: string | undefined;
  /** The function of the configuration to run. Default: all of them. */
  readonly function?: string | undefined;
  /**
   * Where events come from. `local`: from queues, buckets, topics and schedules on this machine that stand in for those of
   * the triggers, and that the functions use. `none`: only from clients. `aws`: from the deployed queues of the triggers.
   * `http://host:port`: from those of an emulator of AWS, such as another one of these. Default: `local`.
   */
  readonly source?: EventSource | undefined;
  /**
   * With the source `aws`, or an emulator on another machine: whether messages may be received and deleted there, although
   * others may need them. Without it, `startLocal` rejects. Default: false.
   */
  readonly yes?: boolean | undefined;
  /**
   * The folder in which the event sources and the history are kept, so that they are still there in the next run, even if
   * this one is killed. One emulator at a time can use it. `memory` keeps nothing, so that each run starts empty. Default:
   * `memory`; for `alr-builder local`, `.alr/local` in the project.
   */
  readonly data?: string | undefined;
  /** Whether to delete what earlier runs have left in the folder of `data`. Default: false. */
  readonly reset?: boolean | undefined;
  /** Environment variables of the function. They override those of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** A file with more environment variables, one `NAME=value` per line. `env` overrides them. */
  readonly envFile?: string | undefined;
  /** Default: `lambda.name`, or else `function`. Invokers may use any name, unless the project has several functions. */
  readonly functionName?: string | undefined;
  /** The function's memory in MB, which it can read. It is enforced only for an image. Default: 128. */
  readonly memory?: number | undefined;
  /** The timeout of an invocation in seconds. Default: 30, as for functions deployed with `alr-builder`. */
  readonly timeout?: number | undefined;
  /** How long an invocation waits for the initialization, in seconds. Default: `timeout`, but at least 10. */
  readonly initTimeout?: number | undefined;
  /** How many invocations the process gets at once, as on Lambda Managed Instances. Default: one after the other. */
  readonly concurrency?: number | undefined;
  /**
   * The maximum number of processes of the function. An invocation starts another one if all are busy. With a debugger,
   * there is always one. Default: 1.
   */
  readonly instances?: number | undefined;
  /**
   * Whether a batch of messages fails if it causes a warning, such as that AWS would lose some of them, or their order.
   * Default: false.
   */
  readonly strict?: boolean | undefined;
  /** Whether the process waits in `restore/next` for its first invocation, as with SnapStart. Default: false. */
  readonly snapStart?: boolean | undefined;
  /** True samples every trace, false sends no trace header. Default: samples if the invoker's header says so. */
  readonly trace?: boolean | undefined;
  /** Sets `AWS_LAMBDA_LOG_FORMAT`. Default: its value in the environment. */
  readonly logFormat?: 'json' | 'text' | undefined;
  /** Sets `AWS_LAMBDA_LOG_LEVEL`. Default: its value in the environment. */
  readonly logLevel?: LogLevel | undefined;
  /**
   * Faults of the Runtime API, the event sources and calls of AWS, each with `:TIMES`, `:once` or a probability if it is
   * not permanent: `413`, `next=reset:2`, `queue=duplicate:20%`, `aws=sqs.SendMessage:503:once`. Default: none.
   */
  readonly faults?: readonly string[] | undefined;
  /** What decides when a fault with a probability occurs: the same number repeats them. Default: a random one. */
  readonly seed?: number | undefined;
  /**
   * Whether the functions get placeholder credentials, whatever profiles and credentials there are, so that they cannot
   * touch the real AWS. Default: only if there are no credentials.
   */
  readonly isolated?: boolean | undefined;
  /** The address to listen on. Default: 127.0.0.1, which other machines cannot reach. */
  readonly host?: string | undefined;
  /** The port to listen on. 0 picks a free one. Default: 9000. */
  readonly port?: number | undefined;
  /** Whether there is the console, a page that shows what the functions do. Default: true. */
  readonly console?: boolean | undefined;
  /** The port of the console. 0 picks a free one. Default: the one after `port`, or the next one that is free. */
  readonly consolePort?: number | undefined;
  /**
   * What HTTP requests reach the function through: a function URL, an HTTP API or a REST API of API Gateway, or an
   * Application Load Balancer. Default: `url`.
   */
  readonly front?: FrontKind | undefined;
  /** Whether the load balancer's target group has multi-value headers. Default: false. */
  readonly multiValueHeaders?: boolean | undefined;
  /** The media types that are binary for the REST API: `image/png`, or with a wildcard. Default: none. */
  readonly binaryMediaTypes?: readonly string[] | undefined;
  /** Host names that the emulator accepts in addition to those of this machine. Default: none. */
  readonly allowedHosts?: readonly string[] | undefined;
  /**
   * Origins whose pages may call Invoke and InvokeWithResponseStream in a browser, such as `http://localhost:5173`: the
   * responses to them have CORS headers. Default: none.
   */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * Whether to run the bundle that the image contains, if the project has its bundler (rolldown). False has Node run the
   * sources. Default: true.
   */
  readonly bundle?: boolean | undefined;
  /** Restarts the process when a file that the function was loaded from changes, or its settings do. Default: false. */
  readonly watch?: boolean | undefined;
  /**
   * The port for a debugger; 0 picks a free one. While the function is paused, its timeouts stand still. The deadline that
   * it sees is a day ahead. Default: no debugger.
   */
  readonly inspect?: number | undefined;
  /** The address that debuggers reach the port at. Default: 127.0.0.1, which other machines cannot reach. */
  readonly inspectHost?: string | undefined;
  /**
   * With `inspect`: `wait` has each process wait for a debugger before it loads the function, `break` also stops it at its
   * first line. Default: `run`.
   */
  readonly inspectStart?: InspectStart | undefined;
  /** Receives everything that happens, including the function's log lines. */
  readonly onEvent?: LocalEventListener | undefined;
}

/**
 * Checks the options that have rules.
 *
 * @throws {LocalOptionError} the source is unknown, an allowed origin is not an origin, a variable contains a null character, the concurrency is
 *   invalid or combined with SnapStart, both an image and a command are given, the debugger cannot reach the function, or
 *   a setting belongs to another front
 */
export function checkLocalOptions(options: LocalOptions): void {
  const { allowedOrigins = [], env = {}, concurrency, snapStart, image, command } = options;
  const { front = 'url', multiValueHeaders, binaryMediaTypes } = options;
  const sourceProblem = findSourceProblem(options.source ?? 'local');
  if (sourceProblem !== undefined) throw new LocalOptionError(sourceProblem);
  if (multiValueHeaders && front !== 'alb') {
    throw new LocalOptionError(`multi-value headers are a setting of a load balancer, but the front is ${front}`);
  }
  if (binaryMediaTypes !== undefined && front !== 'rest-api') {
    throw new LocalOptionError(`binary media types are a setting of a REST API, but the front is ${front}`);
  }
  if (image !== undefined && command !== undefined) {
    throw new LocalOptionError('an image and a command exclude each other: remove one of them');
  }
  if (options.inspect !== undefined) {
    if (image !== undefined) {
      throw new LocalOptionError(
        'the debugger cannot reach a function in a container: remove the image, and debug the same bundle in a process',
      );
    }
    if (command !== undefined && !isNode(command[0])) {
      throw new LocalOptionError(
        `the debugger is for Node, but the command is ${command[0]}: begin it with node, or remove the debugger`,
      );
    }
  }
  for (const origin of allowedOrigins) {
    const problem = originProblem(origin);
    if (problem !== undefined) throw new LocalOptionError(problem);
  }
  // Node would report it with the value, which may be a secret.
  const unusable = Object.keys(env).find((name) => `${name}${env[name]}`.includes('\0'));
  if (unusable !== undefined) {
    throw new LocalOptionError(
      `the environment variable ${unusable.replaceAll('\0', '\\0')} contains a null character`,
    );
  }
  const { data = MEMORY, reset = false } = options;
  if (data === '') throw new LocalOptionError('data is empty: set it to a folder, or to memory');
  if (reset && data === MEMORY) {
    throw new LocalOptionError('nothing is kept in memory that could be reset: remove reset, or set data to a folder');
  }
  const { instances = 1, seed = 0 } = options;
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new LocalOptionError(`seed is ${seed}: it must be a whole number from 0 to ${2 ** 32 - 1}`);
  }
  if (!Number.isInteger(instances) || instances < 1) {
    throw new LocalOptionError(`instances is ${instances}: it must be a whole number from 1`);
  }
  if (concurrency === undefined) return;
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new LocalOptionError(`the concurrency is ${concurrency}: it must be a whole number from 1`);
  }
  if (snapStart) {
    throw new LocalOptionError('SnapStart and concurrency exclude each other on AWS: remove one of them');
  }
}
