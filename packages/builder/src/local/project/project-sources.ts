import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LocalResources, noResources } from '../../config/functions/local-resources.ts';
import type { FunctionSetup } from '../options/project-source.ts';
import type { LocalSources, SourcesOptions } from './local-sources.ts';
import type { FunctionResources } from './local-variables.ts';
import type { ProjectFunction } from './project-function.ts';

/** The types of triggers whose source is on this machine. */
const sourceTypes: readonly string[] = [
  'sqs',
  's3-sqs',
  's3-direct',
  'sns',
  'sns-sqs',
  'eventbridge',
  'scheduler',
  'kinesis',
  'dynamodb',
] satisfies FunctionSetup['triggers'][number]['type'][];

/** What the journal calls the sources that clients can have created in an earlier run. */
const keptKinds = ['queue', 'bucket', 'topic', 'stream'];

/**
 * The sources of a project. They are loaded at the start if the project uses some, or an earlier run has left some, or else
 * when a client calls one of their services, so that a function without them starts as fast as if there were none.
 */
export class ProjectSources {
  /** Undefined if they are not loaded. */
  current: LocalSources | undefined;
  readonly #options: SourcesOptions;
  #functions: readonly ProjectFunction[] = [];
  #resources = noResources;
  #loading: Promise<LocalSources> | undefined;

  constructor(options: SourcesOptions) {
    this.#options = options;
  }

  /** Connects the functions, and creates what they use besides their triggers, if there is any of that. */
  async connect(functions: readonly ProjectFunction[], resources: LocalResources = noResources): Promise<void> {
    this.#functions = functions;
    this.#resources = resources;
    const isUsed = functions.some(({ setup }) => usesSources(setup)) || !isEmpty(resources);
    if (isUsed || this.#options.journal?.has(...keptKinds)) await this.load();
  }

  /** What the functions find on this machine. If there are several, they can invoke each other. */
  get resources(): FunctionResources {
    const { current } = this;
    return {
      used: [...(current?.used ?? []), ...(this.#functions.length > 1 ? (['lambda'] as const) : [])],
      reporting: [...(current?.triggers.reporting ?? [])],
      queueUrl: (name, endpoint) => current?.queueUrl(name, endpoint),
      arnOf: (service, name) => current?.arnOf(service, name),
    };
  }

  load(): Promise<LocalSources> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Responds to a request for a service of AWS. */
  async serve(service: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    await (await this.load()).serve(service, request, response);
  }

  close(): void {
    this.current?.close();
  }

  async #load(): Promise<LocalSources> {
    const { LocalSources } = await import('./local-sources.ts');
    const sources = new LocalSources(this.#options);
    // A trigger says everything about its queue, but not how many shards its stream has.
    sources.declareStreams(this.#resources);
    for (const each of this.#functions) sources.connect(each);
    sources.declare(this.#resources);
    this.current = sources;
    return sources;
  }
}

function usesSources({ triggers, asynchronous }: FunctionSetup): boolean {
  return asynchronous?.onFailure !== undefined || triggers.some(({ type }) => sourceTypes.includes(type));
}

function isEmpty(resources: LocalResources): boolean {
  return Object.values(resources).every((each) => Object.keys(each).length === 0);
}
