/** Who called, where the call was signed with the credentials of an Amazon Cognito identity. */
export interface CognitoIdentity {
  readonly cognitoIdentityId: string;
  readonly cognitoIdentityPoolId: string;
}

/**
 * What the caller sent as the `ClientContext` of Invoke: by convention what the AWS Mobile SDK sends, in fact any JSON
 * object, so check what you read. The required members are those of `@types/aws-lambda`.
 */
export interface ClientContext {
  readonly client: ClientContextClient;
  /** What the caller's own code put in. */
  readonly custom?: unknown;
  readonly env: ClientContextEnv;
}

/** The app that called. */
export interface ClientContextClient {
  readonly installationId: string;
  readonly appTitle: string;
  readonly appVersionName: string;
  readonly appVersionCode: string;
  readonly appPackageName: string;
}

/** The device that the app runs on. */
export interface ClientContextEnv {
  readonly platformVersion: string;
  readonly platform: string;
  readonly make: string;
  readonly model: string;
  readonly locale: string;
}
