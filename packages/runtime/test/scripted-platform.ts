import { ATTACH } from '../src/brand.ts';
import { readContextEnvironment, readEnvironment } from '../src/platform/environment.ts';
import type { Platform as Surroundings } from '../src/platform/platform.ts';
import type { Runtime } from '../src/runtime.ts';
import type { ApiRequest } from '../src/runtime-api/transport.ts';
import { type LoggedRecord, RecordingTarget } from '../src/testing/recording-target.ts';
import { type Outcome, ScriptedTransport } from './scripted-transport.ts';

/** A platform whose Runtime API follows a script, and whose process is none. */
export class Platform implements Surroundings {
  environment: Surroundings['environment'] = readEnvironment({});
  readonly contextEnvironment: Surroundings['contextEnvironment'] = readContextEnvironment({});
  readonly handlerFile = undefined;
  readonly logs: LoggedRecord[] = [];
  readonly logTarget: RecordingTarget = new RecordingTarget('info', this.logs);
  ownsProcess = false;
  readonly transport: ScriptedTransport;
  readonly #exited = Promise.withResolvers<number>();

  constructor(...outcomes: Outcome[]) {
    this.transport = new ScriptedTransport(...outcomes);
  }

  /** Gives the process environment variables. */
  withEnvironment(env: NodeJS.ProcessEnv): this {
    this.environment = readEnvironment(env);
    return this;
  }

  /** Has the process watched, as in Lambda. */
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

  readonly exit = (code: number): void => {
    this.#exited.resolve(code);
  };
}

/** An instance of the class on a platform. */
export function runtimeOver<Instance extends Runtime>(platform: Platform, runtimeClass: new () => Instance): Instance {
  const runtime = new runtimeClass();
  runtime[ATTACH](platform);
  return runtime;
}

export const NEXT = '/2018-06-01/runtime/invocation/next';
export const accepted: Outcome = { status: 202 };
/** The platform gives the process up: so a script ends. */
export const end: Outcome = { status: 500, body: '{"errorType":"Container","errorMessage":"over"}' };

/** What `next` answers. */
export function event(id: string, body = '{}', headers: Record<string, string> = {}): Outcome {
  return { status: 200, headers: { 'lambda-runtime-aws-request-id': id, ...headers }, body };
}

/** Where the reply to an invocation goes. */
export function pathOf(id: string, call: 'response' | 'error' = 'response'): string {
  return `/2018-06-01/runtime/invocation/${id}/${call}`;
}

/** Runs a class until its process exits, which it never does well. */
export async function run(platform: Platform, runtimeClass: new () => Runtime): Promise<void> {
  void runtimeOver(platform, runtimeClass).run();
  const code = await platform.exited;
  if (code !== 1) throw new Error(`the process has exited with ${code}`);
}
