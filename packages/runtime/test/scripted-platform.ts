import { readContextEnvironment, readEnvironment } from '../src/platform/environment.ts';
import type { HostProcess, Platform as RuntimePlatform } from '../src/platform/platform.ts';
import type { Runtime } from '../src/runtime.ts';
import type { ApiRequest } from '../src/runtime-api/transport.ts';
import { OVERRIDE_PLATFORM } from '../src/start/brand.ts';
import { type LoggedRecord, RecordingTarget } from '../src/testing/recording-target.ts';
import { FakeProcess } from './fake-process.ts';
import { type Outcome, ScriptedTransport } from './scripted-transport.ts';

/** A platform without a process, whose Runtime API follows a script. */
export class ScriptedPlatform implements RuntimePlatform {
  environment: RuntimePlatform['environment'] = readEnvironment({});
  readonly contextEnvironment: RuntimePlatform['contextEnvironment'] = readContextEnvironment({});
  readonly handlerFile = undefined;
  readonly wrappedHandler = undefined;
  readonly logs: LoggedRecord[] = [];
  readonly logTarget: RecordingTarget = new RecordingTarget('info', this.logs);
  ownsProcess = false;
  readonly fakeProcess: FakeProcess = new FakeProcess();
  readonly process: HostProcess = this.fakeProcess.host;
  /** The lines written to stderr directly. */
  readonly lines: string[] = [];
  readonly transport: ScriptedTransport;
  readonly #exited = Promise.withResolvers<number>();

  constructor(...outcomes: Outcome[]) {
    this.transport = new ScriptedTransport(...outcomes);
  }

  /** Sets environment variables. */
  withEnvironment(env: NodeJS.ProcessEnv): this {
    this.environment = readEnvironment(env);
    return this;
  }

  /** Makes the runtime watch the process, as on Lambda. */
  owningProcess(): this {
    this.ownsProcess = true;
    return this;
  }

  get requests(): readonly ApiRequest[] {
    return this.transport.requests;
  }

  get paths(): readonly string[] {
    return this.requests.map(({ path }) => path);
  }

  /** Resolves with the code that the process would have exited with. */
  get exited(): Promise<number> {
    return this.#exited.promise;
  }

  readonly connect = (): ScriptedTransport => this.transport;

  readonly writeRecord = (line: string): void => {
    this.lines.push(line);
  };

  readonly exit = (code: number): void => {
    this.#exited.resolve(code);
  };
}

/** Creates an instance of the class on a platform. */
export function createRuntime<Instance extends Runtime>(
  platform: ScriptedPlatform,
  runtimeClass: new () => Instance,
): Instance {
  const runtime = new runtimeClass();
  runtime[OVERRIDE_PLATFORM](platform);
  return runtime;
}

export const NEXT = '/2018-06-01/runtime/invocation/next';
export const accepted: Outcome = { status: 202 };
/** Lambda gives up the process. This outcome ends a script. */
export const containerError: Outcome = { status: 500, body: '{"errorType":"Container","errorMessage":"over"}' };

/** The response of `next`, with an event. */
export function nextEvent(id: string, body = '{}', headers: Record<string, string> = {}): Outcome {
  return { status: 200, headers: { 'lambda-runtime-aws-request-id': id, ...headers }, body };
}

/** The path for the response of an invocation. */
export function invocationPath(id: string, call: 'response' | 'error' = 'response'): string {
  return `/2018-06-01/runtime/invocation/${id}/${call}`;
}

/** Runs a class until its process exits. A scripted process always ends with exit code 1. */
export async function run(platform: ScriptedPlatform, runtimeClass: new () => Runtime): Promise<void> {
  void createRuntime(platform, runtimeClass).run();
  const code = await platform.exited;
  if (code !== 1) throw new Error(`the process exited with ${code}`);
}
