import type {
  APIGatewayEventWebsocketRequestContextV2,
  APIGatewayProxyWebsocketEventV2WithRequestContext,
} from 'aws-lambda';
import { EventHandler } from '../handler/event-handler.ts';
import { type StaticSettings, settingsOf } from '../handler/settings.ts';
import { loadConversion } from '../http/lazy-conversion.ts';
import { type DataFormat, decodeData } from '../payload/binary-payload.ts';
import { decodeText, InvalidPayloadError } from '../payload/payload.ts';
import { type ParameterAt, SchemaError, type StandardSchema, validate } from '../payload/schema.ts';
import { EVENT_WEBSOCKET } from '../source/event-source.ts';
import { notOverridden, UnhandledEventError } from '../source/unhandled-event.ts';

/** An event of a WebSocket API. `requestContext` has the id of the connection, the route and the stage. */
export interface WebSocketEvent
  extends APIGatewayProxyWebsocketEventV2WithRequestContext<
    APIGatewayEventWebsocketRequestContextV2 & {
      /** What an authorizer has added when the client connected. */
      readonly authorizer?: Readonly<Record<string, unknown>>;
      readonly identity?: { readonly sourceIp: string; readonly userAgent?: string };
      /** Only in the event of a disconnection. */
      readonly disconnectStatusCode?: number;
      /** Only in the event of a disconnection. */
      readonly disconnectReason?: string;
    }
  > {
  /** Only in the events of a connection and a disconnection. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Only in the events of a connection and a disconnection. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>>;
}

/**
 * The response to an event of a WebSocket API: nothing for a 200, a string for a 200 with this body, or a fetch
 * `Response`.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: it lets a method return nothing
export type WebSocketResponse = string | Response | undefined | void;

interface WebSocketSettings {
  readonly schema: StandardSchema;
  readonly payloadFormat: DataFormat;
}

const Base: typeof EventHandler & StaticSettings<WebSocketSettings> = EventHandler;

/**
 * Handles a WebSocket API of Amazon API Gateway
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html): extend it and override
 * `onMessage` and, if you need them, `onConnect` and `onDisconnect`. If a method throws, the error is logged, and the
 * response is a 500 without details; if `onConnect` does, the connection is refused.
 *
 * Static settings of a subclass:
 *
 * - `schema`: a Standard Schema that decoded messages must match. The response to any other message is a 400.
 * - `payloadFormat`: `'json'`, `'text'` or `'bytes'`. By default, a JSON object or array is decoded, other messages are
 *   text, and binary messages that are not UTF-8 are bytes.
 *
 * @example
 * class Chat extends WebSocketHandler<{ text: string }> {
 *   override onMessage({ text }: { text: string }) {
 *     return `you said ${text}`;
 *   }
 * }
 */
export class WebSocketHandler<Body = unknown, Runtime extends object = object> extends Base<WebSocketEvent, Runtime> {
  static override readonly source: typeof EVENT_WEBSOCKET = EVENT_WEBSOCKET;

  /** Only a type, for `registerEventHandler` to check the schema; there is no such member. */
  declare readonly '~payload'?: Body & ParameterAt<0, this['onMessage']>;

  /** Accepts or refuses a connection: any status but 2xx refuses it. By default, every connection is accepted. */
  onConnect(_event: WebSocketEvent): WebSocketResponse | Promise<WebSocketResponse> {
    return undefined;
  }

  /**
   * Handles a message of the route `$default` or of any other route, which `event.requestContext.routeKey` names. The
   * client gets a body that this returns only if the route has a route response.
   */
  onMessage(_body: Body, _event: WebSocketEvent): WebSocketResponse | Promise<WebSocketResponse> {
    throw notOverridden(this, 'WebSocketHandler', 'onMessage');
  }

  /** Handles the end of a connection, which API Gateway reports if it can. By default, this does nothing. */
  onDisconnect(_event: WebSocketEvent): WebSocketResponse | Promise<WebSocketResponse> {
    return undefined;
  }

  override async process(): Promise<unknown> {
    const event = this.event as WebSocketEvent;
    try {
      return await toResult(await this.#route(event));
    } catch (error) {
      if (error instanceof UnhandledEventError) throw error;
      if (error instanceof InvalidMessageError) {
        this.logger.warn('the message is invalid, and the response is a 400 (details at log level debug)');
        // The error may quote what the client sent.
        this.logger.debug('the message is invalid:', error.cause);
        return toResult(Response.json({ message: 'Bad Request' }, { status: 400 }));
      }
      this.logger.error(`the route ${event.requestContext.routeKey} failed, and the response is a 500:`, error);
      return toResult(Response.json({ message: 'Internal Server Error' }, { status: 500 }));
    }
  }

  async #route(event: WebSocketEvent): Promise<WebSocketResponse> {
    switch (event.requestContext.eventType) {
      case 'CONNECT':
        return this.onConnect(event);
      case 'DISCONNECT':
        return this.onDisconnect(event);
      default: {
        const body = await this.#read(event);
        // registerEventHandler checks the output of the schema against Body; without a schema, the user asserts it.
        return this.onMessage(body as Body, event);
      }
    }
  }

  /** @throws {InvalidMessageError} the message does not match the settings */
  async #read({ body: received, isBase64Encoded }: WebSocketEvent): Promise<unknown> {
    // Null in events of some test tools.
    const body = received ?? '';
    const { schema, payloadFormat } = settingsOf<WebSocketSettings>(this);
    try {
      const isBinary = isBase64Encoded || payloadFormat === 'bytes';
      const base64 = isBase64Encoded ? body : Buffer.from(body, 'utf8').toString('base64');
      return await validate(schema, isBinary ? decodeData(base64, payloadFormat) : decodeText(body, payloadFormat));
    } catch (error) {
      if (error instanceof InvalidPayloadError || error instanceof SchemaError) throw new InvalidMessageError(error);
      throw error;
    }
  }
}

class InvalidMessageError extends Error {
  constructor(cause: Error) {
    super('the message is invalid', { cause });
  }

  override get name(): string {
    return 'InvalidMessageError';
  }
}

async function toResult(response: WebSocketResponse): Promise<object> {
  if (response === undefined) return { statusCode: 200 };
  if (typeof response === 'string') return { statusCode: 200, body: response };
  const { checkResponse, toProxyResult } = await loadConversion();
  return toProxyResult(checkResponse('a method of WebSocketHandler', response));
}
