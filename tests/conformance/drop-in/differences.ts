/** A deliberate difference from aws-lambda-ric for plain functions. */
export interface Difference {
  readonly what: string;
  readonly here: string;
  readonly ric: string;
}

/** All differences, in the order of the page. Rows show each of them. */
export const differences = {
  callback: {
    what: 'a function with a callback as its third parameter',
    here: 'works',
    ric: 'init error `Runtime.CallbackHandlerDeprecated`',
  },
  thisValue: {
    what: '`this` in a handler',
    here: '`undefined`',
    ric: 'an object of the runtime',
  },
  thrownValue: {
    what: 'a thrown value that is not an `Error`',
    here: "its JSON is the message; `name` and `message` of an object are the error's",
    ric: '`String(value)` is the message, such as `[object Object]`; without one, the process exits',
  },
  brokenError: {
    what: 'an error whose name or message is not a string',
    here: 'what can be read is sent',
    ric: '`errorType` is `handled`',
  },
  errorText: {
    what: 'the character DEL in a message',
    here: 'is kept',
    ric: 'becomes `%7F`',
  },
  errorParts: {
    what: 'the `cause` of an error, and the `errors` of an `AggregateError`',
    here: 'are part of the response',
    ric: 'are left out',
  },
  noJson: {
    what: 'a function or symbol as the result',
    here: '`Runtime.JSONStringifyError`',
    ric: '`TypeError`',
  },
  badEvent: {
    what: 'an event that is not JSON',
    here: 'its invocation fails, and the process continues',
    ric: 'the process exits',
  },
  badClientContext: {
    what: 'a client context that is not JSON',
    here: 'is decoded if it is base64 of JSON; otherwise its invocation fails',
    ric: 'the process exits',
  },
  absentMembers: {
    what: 'members of the context without a value, or `null`',
    here: 'absent',
    ric: '`undefined`, `null` or an empty string',
  },
  identity: {
    what: 'a Cognito identity that is not an object',
    here: 'its invocation fails',
    ric: 'is passed on',
  },
  contextMembers: {
    what: 'the context',
    here: 'also has `deadlineMs`, `traceId`, `signal` and `callbackWaitsForEmptyEventLoop`; `done`, `fail` and `succeed` throw an error that names the replacement',
    ric: 'has none of them',
  },
  changedRequestId: {
    what: 'a handler that changes `context.awsRequestId`',
    here: 'the response belongs to its invocation',
    ric: 'the response is sent to the changed id',
  },
  exit: {
    what: '`process.exit(0)` in a handler',
    here: 'the exit code is 1, so that the invocation fails',
    ric: 'the exit code is 0',
  },
  neverSettles: {
    what: 'a handler whose promise can never settle',
    here: '`Runtime.NodeJsExit` is reported',
    ric: 'the process exits without a report',
  },
  unhandled: {
    what: 'an uncaught exception, or an unhandled rejection',
    here: 'is the response of its invocation, and the process exits',
    ric: 'the process exits without a report',
  },
  uncaughtListener: {
    what: 'an uncaught exception, if the module listens for `uncaughtException`',
    here: 'is also the response of its invocation, and the process exits, because its state is unknown',
    ric: 'the invocation and the process continue',
  },
  streamErrors: {
    what: 'a streaming function that fails before its first byte',
    here: 'an ordinary error response',
    ric: 'an empty stream with the error in its trailers',
  },
  brokenStream: {
    what: 'a response stream that is destroyed, fails in a pipeline, or is written after its end',
    here: 'the error is in the trailers, and the process continues',
    ric: 'the process exits',
  },
  neverEnded: {
    what: 'a response stream that is never ended',
    here: 'fails with that cause as soon as the event loop is empty, or logs it before the time is up',
    ric: 'waits until the invocation times out',
  },
  endObject: {
    what: '`responseStream.end(object)`',
    here: 'sends JSON, like `write`',
    ric: 'sends nothing',
  },
  writable: {
    what: '`responseStream instanceof Writable`',
    here: 'true',
    ric: 'false',
  },
  badContentType: {
    what: 'a content type that is not a string',
    here: 'is rejected',
    ric: 'is sent',
  },
  headAtEnd: {
    what: '`HttpResponseStream.from(…).end(chunk)` without a `write`',
    here: 'sends the metadata',
    ric: 'loses the metadata',
  },
  contentTypeAfterMetadata: {
    what: '`setContentType` before or after `HttpResponseStream.from`',
    here: 'is the `content-type` of the HTTP response, if its headers have none',
    ric: 'is ignored before; after, Lambda no longer recognizes the HTTP response',
  },
  noMetadata: {
    what: '`HttpResponseStream.from` without metadata',
    here: 'sends `{}`',
    ric: 'fails, or sends `null`',
  },
  lineBreaks: {
    what: 'a line break in a header or cookie of the metadata',
    here: 'is rejected',
    ric: 'is sent',
  },
  otherStream: {
    what: '`HttpResponseStream.from` after a write, or with another stream',
    here: '`Runtime.InvalidStreamingOperation`',
    ric: 'the response is cut off, or a `TypeError`',
  },
  notAsync: {
    what: 'a streaming function that is not async',
    here: '`Runtime.MalformedStreamingHandler`',
    ric: '`Error`',
  },
  moreNames: {
    what: 'the name of a handler',
    here: 'may also lead to TypeScript, to files with a dot or another special character, to packages with a scope, to members of functions, and without an export to `default` or `handler`',
    ric: 'cannot, and reports an init error',
  },
  dottedFile: {
    what: 'the name `app.v2.handler` if both `app.v2.mjs` and `app.mjs` exist',
    here: 'leads to `handler` in `app.v2.mjs`',
    ric: 'leads to `v2.handler` in `app.mjs`',
  },
  packageCondition: {
    what: 'a package with different entries for `import` and `require`',
    here: 'the entry for `import`',
    ric: 'the entry for `require`',
  },
  classExport: {
    what: 'a class that does not extend `Runtime`',
    here: 'an init error',
    ric: 'every invocation fails',
  },
  loadErrors: {
    what: 'the types of init errors',
    here: 'a missing module is always `Runtime.ImportModuleError`; thrown values are described as above',
    ric: '`Error` in some cases',
  },
} as const satisfies Readonly<Record<string, Difference>>;

export type DifferenceName = keyof typeof differences;

/** The differences as a list in Markdown, with one line for each. */
export function differenceList(): string {
  return Object.values(differences)
    .map(({ what, here, ric }) => `- **${capitalized(what)}**: ${here} (aws-lambda-ric: ${ric})`)
    .join('\n');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
