/**
 * Decides who may sign up to a Cognito user pool.
 *
 *   npx alr-builder local ./cognito.ts
 *   npx alr-builder event cognito --trigger PreSignUp_SignUp | npx alr-builder invoke --local
 */
import { type CognitoEvent, CognitoHandler, type CognitoResponse, EVENT_COGNITO } from '@alr/event';
import { Runtime } from '@alr/runtime';

class Pool extends CognitoHandler {
  override onTrigger(
    triggerSource: CognitoEvent['triggerSource'],
    _request: CognitoEvent['request'],
    event: CognitoEvent,
  ): CognitoResponse<CognitoEvent> | undefined {
    // The type of the event depends on its trigger.
    if (event.triggerSource === 'PreSignUp_SignUp') {
      const { email = '' } = event.request.userAttributes;
      // The user sees the message of the error.
      if (!email.endsWith('@example.com')) throw new Error('Use an address of example.com');
      return { autoConfirmUser: true, autoVerifyEmail: false };
    }
    this.logger.info(`nothing to do for ${triggerSource}`);
    return undefined;
  }
}

export default class Users extends Runtime {
  static {
    this.registerEventHandler(EVENT_COGNITO, Pool);
  }
}
