import type { FrontOptions } from '../front/front-server.ts';
import { FunctionDirectory, type NamedFunction } from '../front/function-directory.ts';
import { gatewayOf } from '../front/gateway/gateway-of.ts';
import { type Fronts, openFronts } from '../front/open-fronts.ts';
import type { Invocation, InvocationRequest } from '../function/invocation/invocation.ts';
import { frontOfTriggers } from '../options/front-of-triggers.ts';
import type { LocalOptions } from '../options/local-options.ts';
import type { RunningInvocations } from '../record/running-invocations.ts';
import type { ListeningFunction, LocalEventListener } from '../report/local-event.ts';
import { firstOf, type LocalProject } from './local-project.ts';
import type { ProjectFunction } from './project-function.ts';

/** The servers of a project. */
export interface ProjectFronts extends Fronts {
  /** Where each function can be reached. */
  readonly listening: readonly ListeningFunction[];
}

/**
 * Opens the servers for invokers.
 *
 * @throws {CannotListenError} the address is invalid or in use
 */
export async function openProjectFronts(
  project: LocalProject,
  options: LocalOptions,
  emit: LocalEventListener,
): Promise<ProjectFronts> {
  const { host = '127.0.0.1', port = 9000 } = options;
  const { functions } = project;
  const named = functions.map((each) => namedFunction(each, project));
  const withUrl = functions.filter(hasUrl(project));
  const directory = new FunctionDirectory(() => named);
  const fronts = await openFronts(frontsOf(project, withUrl, options, directory, emit), host, port);
  const listening = functions.map((each): ListeningFunction => {
    const url = fronts.urls[withUrl.indexOf(each)];
    return { key: each.key, functionName: each.settings.functionName, url, front: each.setup.options.front };
  });
  return { ...fronts, listening };
}

/** Whether HTTP requests reach a function: the only one always, others if they have a trigger for requests. */
function hasUrl({ functions }: LocalProject): (each: ProjectFunction) => boolean {
  if (functions.length === 1) return () => true;
  return ({ setup }) => frontOfTriggers(setup.triggers) !== undefined;
}

/** What a function is for invokers. */
function namedFunction(each: ProjectFunction, { running, data }: LocalProject): NamedFunction {
  return {
    key: each.key,
    get functionName() {
      return each.settings.functionName;
    },
    invoke(request) {
      const invocation = each.invoke(request, 'invoke');
      void recordCall(running, request, each.key, invocation);
      return invocation;
    },
    async send(request) {
      const sent = each.asynchronous.send(request);
      void recordCall(running, request, each.key);
      await data?.journal.committed;
      return sent;
    },
  };
}

/** Records the call of a function that invokes another one, and waits for its response if it is given. */
async function recordCall(
  running: RunningInvocations,
  { traceHeader, event }: InvocationRequest,
  resource: string,
  invocation?: Invocation,
): Promise<void> {
  if (traceHeader === undefined) return;
  const startedAt = performance.now();
  const call = { traceHeader, service: 'lambda', operation: 'Invoke', resource, requestBytes: event.length };
  const response = await invocation?.response;
  running.add({
    ...call,
    status: invocation === undefined ? 202 : 200,
    ...(response?.kind === 'failed' && { errorCode: 'Unhandled' }),
    durationMs: performance.now() - startedAt,
    responseBytes: response?.kind === 'buffered' ? response.body.length : 0,
  });
}

/** A server for each function with a URL; at least one, for the Invoke API. */
function frontsOf(
  project: LocalProject,
  withUrl: readonly ProjectFunction[],
  options: LocalOptions,
  functions: FunctionDirectory,
  emit: LocalEventListener,
): FrontOptions[] {
  const { region } = firstOf(project.functions).settings;
  const { host = '127.0.0.1', allowedHosts = [], allowedOrigins = [] } = options;
  const shared = {
    functions,
    aws: project.sources?.serve.bind(project.sources),
    region,
    clock: project.time,
    gateway: gatewayOf(options),
    allowedHosts: [...allowedHosts, host],
    allowedOrigins,
  };
  if (withUrl.length === 0) return [{ ...shared, localFunction: undefined, emit }];
  return withUrl.map((each) => ({
    ...shared,
    gateway: gatewayOf(each.setup.options),
    localFunction: { invoke: (request) => each.invoke(request, 'http') },
    emit: project.functions.length > 1 ? (event) => emit({ ...event, function: each.key }) : emit,
  }));
}
