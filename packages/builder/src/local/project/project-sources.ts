import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FunctionSetup } from '../options/project-source.ts';
import type { LocalSources, SourcesOptions } from './local-sources.ts';
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
] satisfies FunctionSetup['triggers'][number]['type'][];

/**
 * The sources of a project. They are loaded at the start if the project uses some, or else when a client calls one of
 * their services, so that a function without them starts as fast as if there were none.
 */
export class ProjectSources {
  /** Undefined if they are not loaded. */
  current: LocalSources | undefined;
  readonly #options: SourcesOptions;
  #functions: readonly ProjectFunction[] = [];
  #loading: Promise<LocalSources> | undefined;

  constructor(options: SourcesOptions) {
    this.#options = options;
  }

  /** Connects the functions, if they use sources. */
  async connect(functions: readonly ProjectFunction[]): Promise<void> {
    this.#functions = functions;
    if (functions.some(({ setup }) => usesSources(setup))) await this.load();
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
    for (const each of this.#functions) sources.connect(each);
    this.current = sources;
    return sources;
  }
}

function usesSources({ triggers, asynchronous }: FunctionSetup): boolean {
  return asynchronous?.onFailure !== undefined || triggers.some(({ type }) => sourceTypes.includes(type));
}
