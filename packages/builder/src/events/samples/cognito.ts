import { UsageError } from '../../terminal/expected-error.ts';
import type { SampleOptions } from './sample-options.ts';
import { REGION, uuid } from './sample-values.ts';

const userAttributes = { email: 'ada@example.com', email_verified: 'false', name: 'Ada' };

/** What a kind of trigger has besides the attributes of the user, and its empty response. */
const triggers: Readonly<
  Record<string, { readonly request: object; readonly response: object; readonly version?: string }>
> = {
  PreSignUp: {
    request: { userAttributes, validationData: null },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  },
  PostConfirmation: { request: { userAttributes }, response: {} },
  PreAuthentication: { request: { userAttributes, validationData: {} }, response: {} },
  PostAuthentication: { request: { userAttributes, newDeviceUsed: false }, response: {} },
  TokenGeneration: {
    request: {
      userAttributes,
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      scopes: ['aws.cognito.signin.user.admin'],
    },
    response: { claimsAndScopeOverrideDetails: null },
    version: '2',
  },
  CustomMessage: {
    request: { userAttributes, codeParameter: '{####}', linkParameter: '{##Click Here##}', usernameParameter: null },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  },
  UserMigration: {
    request: { password: 'correct horse battery staple', validationData: null, userAttributes: null },
    response: {
      userAttributes: null,
      forceAliasCreation: null,
      enableSMSMFA: null,
      finalUserStatus: null,
      messageAction: null,
      desiredDeliveryMediums: null,
    },
  },
  DefineAuthChallenge: {
    request: { userAttributes, session: [], userNotFound: false },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  },
  CreateAuthChallenge: {
    request: { userAttributes, challengeName: 'CUSTOM_CHALLENGE', session: [], userNotFound: false },
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  },
  VerifyAuthChallengeResponse: {
    request: {
      userAttributes,
      privateChallengeParameters: { answer: '42' },
      challengeAnswer: '42',
      userNotFound: false,
    },
    response: { answerCorrect: null },
  },
  // In a real event, the code is encrypted.
  CustomEmailSender: {
    request: { type: 'customEmailSenderRequestV1', code: 'AQICAHg=', clientMetadata: {}, userAttributes },
    response: {},
  },
  CustomSMSSender: {
    request: { type: 'customSMSSenderRequestV1', code: 'AQICAHg=', clientMetadata: {}, userAttributes },
    response: {},
  },
  InboundFederation: {
    request: {
      providerName: 'Google',
      providerType: 'Google',
      attributes: {
        tokenResponse: { token_type: 'Bearer', expires_in: '3599' },
        idToken: { sub: '1234567890', email: 'ada@example.com', email_verified: 'true' },
        userInfo: { sub: '1234567890', name: 'Ada' },
      },
    },
    response: { userAttributesToMap: {} },
  },
};

/**
 * A trigger of a user pool
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html).
 *
 * @throws {UsageError} there is no such trigger
 */
export function cognitoEvent({ trigger = 'PreSignUp_SignUp' }: SampleOptions): object {
  const [kind = ''] = trigger.split('_');
  const found = Object.hasOwn(triggers, kind) ? triggers[kind] : undefined;
  if (found === undefined) {
    const known = Object.keys(triggers).join(', ');
    throw new UsageError(`no sample trigger ${JSON.stringify(trigger)}; it must begin with one of ${known}`);
  }
  const { request, response, version = '1' } = found;
  return {
    version,
    region: REGION,
    userPoolId: `${REGION}_Example1`,
    userName: uuid('user', 0),
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
    triggerSource: trigger,
    request,
    response,
  };
}
