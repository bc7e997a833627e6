import { EventHandler } from '../handler/event-handler.ts';
import { type StaticSettings, settingsOf } from '../handler/settings.ts';
import { type ParameterAt, SchemaError } from '../payload/schema.ts';
import { acceptUnhandled, UnhandledEventError } from '../source/unhandled-event.ts';
import { loadConversion } from './lazy-conversion.ts';
import type { RequestEvent, RequestForm } from './request-form.ts';
import type { AnyRequestInput, RequestSchemas } from './request-schemas.ts';
import type { toRequest } from './to-request.ts';

/** The static settings of all classes for requests. */
export interface RequestSettings {
  readonly schemas: RequestSchemas;
}

/** A load balancer never accepts a stream, so only HTTPHandler declares this setting. */
export interface StreamingSettings {
  readonly responseStreaming: boolean;
}

const Base: typeof EventHandler & StaticSettings<RequestSettings> = EventHandler;

/** Common to function URLs, API Gateway and load balancers: a fetch `Request` in, a fetch `Response` out. */
export abstract class RequestHandler<Event extends RequestEvent, Runtime extends object> extends Base<Event, Runtime> {
  /** Only a type, for `registerEventHandler` to check the schemas; there is no such member. */
  declare readonly '~payload'?: ParameterAt<2, this['onRequest']>;

  /**
   * Returns the response to a request. If this throws, the error is logged, and the response is a 500 without details.
   * The signal of the request is that of the context.
   *
   * @param input the outputs of `static schemas`, as `RequestInput` describes them
   */
  abstract onRequest(request: Request, event: Event, input: AnyRequestInput): Response | Promise<Response>;

  override async process(): Promise<unknown> {
    const [event] = this.records as readonly [Event];
    const conversion = await loadConversion();
    const { checkRequest, checkResponse, checkResponseBody, formOf, isStreamed, toRequest, toResult, toStream } =
      conversion;
    const form = formOf(event);
    const { responseStreaming, schemas = {} } = settingsOf<RequestSettings & StreamingSettings>(this);
    const send = (response: Response) =>
      isStreamed(form, responseStreaming) ? toStream(response) : toResult(form, response);
    const request = this.#readRequest(toRequest, form);
    if (request === undefined) return send(Response.json({ message: 'Bad Request' }, { status: 400 }));
    try {
      const { input, issues } = await checkRequest(schemas, request, event);
      if (issues.length > 0) {
        this.logger.debug('the request does not match its schemas, and the response is a 400:', issues);
        return send(Response.json({ message: 'Bad Request', issues }, { status: 400 }));
      }
      const response = checkResponse('onRequest()', await this.onRequest(request, event, input));
      const problems = await checkResponseBody(schemas.response, request.method, response);
      if (problems.length > 0) throw new SchemaError(problems, 'the body of the response');
      return await send(response);
    } catch (error) {
      if (error instanceof UnhandledEventError) {
        acceptUnhandled(error, this.invocation);
        return send(new Response(null, { status: 204 }));
      }
      this.logger.error('the request failed, and the response is a 500:', error);
      return send(Response.json({ message: 'Internal Server Error' }, { status: 500 }));
    }
  }

  /**
   * Returns undefined if fetch cannot represent the request, such as one with the method TRACE or an invalid header.
   */
  #readRequest(convert: typeof toRequest, form: RequestForm): Request | undefined {
    try {
      return convert(form, this.context.signal);
    } catch (error) {
      this.logger.warn('fetch cannot represent the request, and the response is a 400 (details at log level debug)');
      // The error quotes what the client sent.
      this.logger.debug('fetch cannot represent the request:', error);
      return undefined;
    }
  }
}
