import type { APIGatewayAuthorizerResult, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import { isObject } from '../payload/json.ts';

/** What the function behind the API gets along with the request. Only a simple response may have objects and arrays. */
export type AuthorizerContext = Readonly<Record<string, unknown>>;

/** Whether a request is allowed. */
export type AuthorizerDecision =
  | boolean
  | {
      readonly allow: boolean;
      readonly context?: AuthorizerContext;
      /** The user, for the access log and the policy. Default: `user`. */
      readonly principalId?: string;
      /**
       * The ARNs of what the policy allows or denies. API Gateway caches a policy for a token, and applies it to other
       * requests with that token. Default: only the ARN of this request.
       */
      readonly resources?: readonly string[];
      /** The API key of a REST API whose usage plan takes it from the authorizer. */
      readonly usageIdentifierKey?: string;
    };

/** `onAuthorize` returned no decision. The invocation fails, so that API Gateway refuses the request. */
class InvalidDecisionError extends Error {
  override get name(): string {
    return 'InvalidDecisionError';
  }
}

type Details = Exclude<AuthorizerDecision, boolean>;

/**
 * Checks what `onAuthorize` returned. Only `true` allows the request: no other value counts as `true`.
 *
 * @throws {InvalidDecisionError} it is not a decision
 */
export function checkDecision(returned: AuthorizerDecision): Details {
  if (typeof returned === 'boolean') return { allow: returned };
  const decision: unknown = returned;
  if (isObject(decision) && typeof decision.allow === 'boolean') return returned;
  throw new InvalidDecisionError(
    'onAuthorize() returned no decision, so the request is refused: return true, false, or { allow: true, context }',
  );
}

/** One ARN without a list would become a list of its characters, of which `*` allows everything. */
function checkResources(resources: unknown): string[] {
  if (!Array.isArray(resources) || !resources.every((arn) => typeof arn === 'string'))
    throw new InvalidDecisionError('the resources of the policy are not a list of ARNs: use resources: [arn]');
  if (resources.length === 0)
    throw new InvalidDecisionError('the resources of the policy are empty: name at least one');
  return [...resources];
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html */
export function toSimpleResponse({
  allow,
  context = {},
}: Details): APIGatewaySimpleAuthorizerWithContextResult<object> {
  return { isAuthorized: allow, context };
}

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 *
 * @throws {InvalidDecisionError} the context has values that API Gateway rejects, or the resources are no list of ARNs
 */
export function toPolicy(
  { allow, context, principalId = 'user', resources, usageIdentifierKey }: Details,
  arn: string,
): APIGatewayAuthorizerResult {
  const nested = Object.entries(context ?? {}).find(([, value]) => typeof value === 'object' && value !== null);
  if (nested !== undefined) {
    throw new InvalidDecisionError(
      `the context has an object or array ${JSON.stringify(nested[0])}, which API Gateway rejects: use strings, numbers and booleans`,
    );
  }
  const Resource = resources === undefined ? escapeArn(arn) : checkResources(resources);
  const Statement = [
    { Action: 'execute-api:Invoke', Effect: allow ? ('Allow' as const) : ('Deny' as const), Resource },
  ];
  return {
    principalId,
    policyDocument: { Version: '2012-10-17', Statement },
    ...(context && { context: context as APIGatewayAuthorizerResult['context'] }),
    ...(usageIdentifierKey !== undefined && { usageIdentifierKey }),
  };
}

/**
 * Clients choose the path in the ARN, and API Gateway caches the policy: a `*` or `?` in the path must not allow other
 * paths. This is how IAM spells them literally
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
 */
function escapeArn(arn: string): string {
  // In a replacement, `$$` is a dollar sign and `$&` is the match.
  return arn.replace(/[*?]|\$(?=[{*?$])/g, '$${$&}');
}
