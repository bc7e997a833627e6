import type {
  CreateAuthChallengeTriggerEvent,
  CustomEmailSenderTriggerEvent,
  CustomMessageTriggerEvent,
  CustomSMSSenderTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  InboundFederationTriggerEvent,
  PostAuthenticationTriggerEvent,
  PostConfirmationTriggerEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
  PreTokenGenerationV3TriggerEvent,
  UserMigrationTriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
} from 'aws-lambda';
import { EventHandler } from '../handler/event-handler.ts';
import { isObject } from '../payload/json.ts';
import { EVENT_COGNITO } from '../source/event-source.ts';
import { notOverridden } from '../source/unhandled-event.ts';

/** The event of any trigger of a user pool. `triggerSource` determines its request and response. */
export type CognitoEvent =
  | CreateAuthChallengeTriggerEvent
  | CustomEmailSenderTriggerEvent
  | CustomMessageTriggerEvent
  | CustomSMSSenderTriggerEvent
  | DefineAuthChallengeTriggerEvent
  | InboundFederationTriggerEvent
  | PostAuthenticationTriggerEvent
  | PostConfirmationTriggerEvent
  | PreAuthenticationTriggerEvent
  | PreSignUpTriggerEvent
  | PreTokenGenerationTriggerEvent
  | PreTokenGenerationV2TriggerEvent
  | PreTokenGenerationV3TriggerEvent
  | UserMigrationTriggerEvent
  | VerifyAuthChallengeResponseTriggerEvent;

/** The members of the response that a trigger sets. The others stay as Cognito sent them. */
export type CognitoResponse<Event extends Pick<CognitoEvent, 'response'>> = Partial<Event['response']>;

// biome-ignore lint/suspicious/noConfusingVoidType: it lets a method return nothing
type CognitoResult<Event extends CognitoEvent> = CognitoResponse<Event> | undefined | void;

/** `onTrigger` returned something that is not the response of a trigger. */
class InvalidTriggerResponseError extends Error {
  override get name(): string {
    return 'InvalidTriggerResponseError';
  }
}

/**
 * Handles the triggers of an Amazon Cognito user pool
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html):
 * extend it and override `onTrigger`. Cognito gets its event back, with what the method returns added to `response`. If
 * the method throws, the invocation fails: Cognito ends the user's operation, and shows the message of the error.
 *
 * @typeParam Event the event of the trigger, if the function has only one
 *
 * @example
 * class SignUp extends CognitoHandler<PreSignUpTriggerEvent> {
 *   override onTrigger(_source: string, { userAttributes }: PreSignUpTriggerEvent['request']) {
 *     return { autoConfirmUser: userAttributes.email?.endsWith('@example.com') ?? false };
 *   }
 * }
 */
export class CognitoHandler<
  Event extends CognitoEvent = CognitoEvent,
  Runtime extends object = object,
> extends EventHandler<Event, Runtime> {
  static override readonly source: typeof EVENT_COGNITO = EVENT_COGNITO;

  /**
   * Handles one trigger.
   *
   * @param triggerSource which trigger it is, such as `PreSignUp_SignUp`
   * @param request the `request` of the event
   * @param event the event, whose type `event.triggerSource` narrows
   * @returns the members of the response to set; undefined to leave the response as Cognito sent it
   */
  onTrigger(
    _triggerSource: Event['triggerSource'],
    _request: Event['request'],
    _event: Event,
  ): CognitoResult<Event> | Promise<CognitoResult<Event>> {
    throw notOverridden(this, 'CognitoHandler', 'onTrigger');
  }

  override async process(): Promise<unknown> {
    const event = this.event as Event;
    const response = await this.onTrigger(event.triggerSource, event.request, event);
    if (response !== undefined && !isObject(response)) {
      throw new InvalidTriggerResponseError(
        'onTrigger() must return an object with members of the response, or nothing',
      );
    }
    if (isObject(response) && ('triggerSource' in response || 'response' in response)) {
      const mistake = 'triggerSource' in response ? 'the event' : 'an object with the response inside';
      throw new InvalidTriggerResponseError(`onTrigger() returned ${mistake}: return only members of its response`);
    }
    return { ...event, response: { ...event.response, ...response } };
  }
}
