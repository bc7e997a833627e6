import type { LocalProject } from '../../project/local-project.ts';
import type { JsonSchema, ObjectSchema } from '../openapi/json-schema.ts';
import type { EventLog } from '../server/event-log.ts';

/** What the API controls. */
export interface ControlledEmulator {
  readonly project: Pick<
    LocalProject,
    | 'name'
    | 'skip'
    | 'send'
    | 'faults'
    | 'history'
    | 'replay'
    | 'pin'
    | 'compare'
    | 'functions'
    | 'sources'
    | 'clock'
    | 'data'
    | 'restart'
  >;
  /** The folder of the project. */
  readonly directory: string;
  /** Where AWS's services are on this machine. */
  readonly url: string;
  /** Where the functions can be reached by HTTP, by their names in the project. */
  readonly functionUrls: Readonly<Record<string, string | undefined>>;
  /** The last events. */
  readonly events: EventLog;
}

/** A value in the query of a request. */
export interface ApiParameter {
  readonly type: 'text' | 'number' | 'boolean';
  readonly description: string;
}

/** A request, parsed. */
export interface ApiRequest {
  /** The parts of the path that are in braces, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A response that is JSON already. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A response that is neither JSON nor shown by a browser. */
export class RawBytes {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** A response that goes on: lines of JSON, until the client leaves. */
export class JsonLines {
  readonly lines: (signal: AbortSignal) => AsyncIterable<object>;

  constructor(lines: (signal: AbortSignal) => AsyncIterable<object>) {
    this.lines = lines;
  }
}

/** A request of the API, and what it does. */
export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With parameters in braces: `/api/invocations/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly query?: Readonly<Record<string, ApiParameter>>;
  /** The body of the request. Default: it has none, or `{}`. */
  readonly body?: ObjectSchema;
  /** A response; with `application/x-ndjson`, each of its lines. */
  readonly response: JsonSchema;
  /** Default: JSON. */
  readonly contentType?: 'application/x-ndjson' | 'application/octet-stream';
  /** The statuses of errors that not all routes have. */
  readonly errors?: readonly number[];
  readonly run: (
    emulator: ControlledEmulator,
    request: ApiRequest,
  ) => object | JsonText | JsonLines | RawBytes | Promise<object>;
}

/** A request is rejected. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }

  override get name(): string {
    return 'ApiError';
  }
}
