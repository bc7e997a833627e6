import type { Context, Logger } from '@alr/context';
import type { Writer } from '@alr/writer';
import type { SQSEvent } from 'aws-lambda';
import type { Configuration } from 'log4js';
import { type ReceivedEvent, Runtime, type RuntimeOptions, type StreamFunction } from './alr-bootstrap.ts';

/** Everything that can be overridden, with options handed on. */
export class Whole extends Runtime {
  constructor(options: RuntimeOptions = {}) {
    super({ ...options, logLevel: 'debug', timeout: 5, abortBeforeDeadline: 1000 });
  }

  override async init(): Promise<void> {
    const logger: Logger = this.logger;
    logger.debug(() => 'only where debug is on');
    logger.level = 'trace';
    await this.sendInitError('no database', 'NoDatabase');
  }

  override async handler(event: unknown, context: Context): Promise<string> {
    return JSON.stringify({ event, left: context.getRemainingTimeInMillis() });
  }

  override async beforeSnapshot(): Promise<void> {}
  override afterRestore(): void {}
  override onShutdown(signal: NodeJS.Signals): void {
    this.logger.info(signal);
  }
}

/** An event may have the type that its sender is known to give it. */
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

/** A loop of one's own. */
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
  // @ts-expect-error noImplicitOverride: what overrides says so
  init(): void {}

  // @ts-expect-error a hook takes no arguments
  override beforeSnapshot(_what: string): void {}

  // @ts-expect-error there is no such method
  override handle(): void {}

  // @ts-expect-error the logger is the runtime's own
  override logger: string = 'mine';
}

// @ts-expect-error it is one of two words
export class Ignorant extends Runtime {
  static override unhandledEvents = 'ignore' as const;
}

// @ts-expect-error the timeout is a number, in seconds
new Runtime({ timeout: '10s' });
// @ts-expect-error there is no such option
new Runtime({ level: 'debug' });
// @ts-expect-error a message is text
void new Runtime().sendInvocationError(new Error('no stock'));
// @ts-expect-error a stream is written by a function
void new Runtime().sendStreamingResponse('chunk');
// @ts-expect-error the class handles no source
Runtime.registerEventHandler('aws:sqs', class {});
