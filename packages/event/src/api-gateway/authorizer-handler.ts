import { EventHandler } from '../handler/event-handler.ts';
import { type StaticSettings, settingsOf } from '../handler/settings.ts';
import { EVENT_AUTHORIZER } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';
import type { AuthorizerDecision } from './authorizer-decision.ts';
import type { AuthorizerEvent, AuthorizerRequest } from './authorizer-request.ts';

let loaded: typeof import('./authorization.ts') | undefined;

interface AuthorizerSettings {
  readonly authorizerResponse: 'simple' | 'policy';
}

const Base: typeof EventHandler & StaticSettings<AuthorizerSettings> = EventHandler;

/**
 * Decides whether API Gateway lets a request pass
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html), for REST,
 * WebSocket and HTTP APIs: extend it and override `onAuthorize`.
 *
 * If the method throws or returns no decision, the invocation fails: API Gateway refuses the request with a 500 and
 * caches nothing. If the message of the error is exactly `Unauthorized`, REST and WebSocket APIs respond with a 401.
 *
 * Static setting of a subclass: `authorizerResponse`, `'policy'` if the authorizer of an HTTP API with payload format 2.0
 * has no simple responses. The default is `'simple'`. All other authorizers get a policy.
 *
 * @example
 * class Guard extends AuthorizerHandler {
 *   override async onAuthorize({ token }: AuthorizerRequest) {
 *     const user = await verify(token);
 *     return user !== undefined && { allow: true, principalId: user.id, context: { role: user.role } };
 *   }
 * }
 */
export class AuthorizerHandler<Runtime extends object = object> extends Base<AuthorizerEvent, Runtime> {
  static override readonly source: typeof EVENT_AUTHORIZER = EVENT_AUTHORIZER;

  /** Allows or denies a request. */
  onAuthorize(_request: AuthorizerRequest): AuthorizerDecision | Promise<AuthorizerDecision> {
    throw notOverridden(this, 'AuthorizerHandler', 'onAuthorize');
  }

  override async process(): Promise<unknown> {
    const event = this.event as AuthorizerEvent;
    loaded ??= await import('./authorization.ts');
    const { checkDecision, isVersion2, toAuthorizerRequest, toPolicy, toSimpleResponse } = loaded;
    const { authorizerResponse = 'simple' } = settingsOf<AuthorizerSettings>(this);
    const request = toAuthorizerRequest(event);
    const decision = checkDecision(await this.onAuthorize(request));
    return isVersion2(event) && authorizerResponse === 'simple'
      ? toSimpleResponse(decision)
      : toPolicy(decision, request.arn);
  }
}
