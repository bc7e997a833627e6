import type { Context, Logger } from '@alr/context';
import type { Writer } from '@alr/writer';
import type { SQSEvent } from 'aws-lambda';
import type { Configuration } from 'log4js';
import { type ReceivedEvent, Runtime, type RuntimeOptions, type StreamFunction } from './alr-bootstrap.ts';

/** Overrides everything that can be overridden, and passes options on. */
export class Complete extends Runtime {
  constructor(options: RuntimeOptions = {}) {
    super({ ...options, logLevel: 'debug', timeout: 5, abortBeforeDeadline: 1000 });
  }

  override async init(): Promise<void> {
    const logger: Logger = this.logger;
    logger.debug(() => 'called only if debug is enabled');
    logger.level = 'trace';
    await this.sendInitError('no database', 'NoDatabase');
  }

  override async handler(event: unknown, context: Context): Promise<string> {
    return JSON.stringify({ event, remaining: context.getRemainingTimeInMillis() });
  }

  override async beforeSnapshot(): Promise<void> {}
  override afterRestore(): void {}
  override onShutdown(signal: NodeJS.Signals): void {
    this.logger.info(signal);
  }
}

/** The event may have any type. */
export class Typed extends Runtime {
  override async handler(event: SQSEvent): Promise<{ count: number }> {
    return { count: event.Records.length };
  }
}

export class Streaming extends Runtime {
  override handler(): StreamFunction {
    return async (writer: Writer) => {
      await writer.write('chunk');
    };
  }
}

/** Has its own loop. */
export class Loop extends Runtime {
  override async run(): Promise<void> {
    const { event, context }: ReceivedEvent = await this.nextEvent();
    await this.sendInvocationResponse({ event, id: context.awsRequestId });
    await this.sendStreamingResponse((writer) => writer.write('chunk'));
    await this.sendInvocationError('no stock');
  }
}

declare const configuration: Configuration;
export const options: RuntimeOptions[] = [{}, { log4js: configuration }, { logLevel: undefined }];

export class Wrong extends Runtime {
  // @ts-expect-error noImplicitOverride requires the word `override`
  init(): void {}

  // @ts-expect-error the hook takes no arguments
  override beforeSnapshot(_name: string): void {}

  // @ts-expect-error there is no such method
  override handle(): void {}

  // @ts-expect-error the logger cannot be replaced
  override logger: string = 'mine';
}

// @ts-expect-error the value is 'fail' or 'warn'
export class Ignoring extends Runtime {
  static override unhandledEvents = 'ignore' as const;
}

// @ts-expect-error the timeout is a number of seconds
new Runtime({ timeout: '10s' });
// @ts-expect-error there is no such option
new Runtime({ level: 'debug' });
// @ts-expect-error the message is a string
void new Runtime().sendInvocationError(new Error('no stock'));
// @ts-expect-error the stream is a function
void new Runtime().sendStreamingResponse('chunk');
// @ts-expect-error the class has no source
Runtime.registerEventHandler('aws:sqs', class {});
