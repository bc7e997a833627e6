import type { Aws } from '../../src/aws/connection.ts';
import { permissions } from '../../src/iam/permissions/permissions.ts';
import { type Call, interceptCalls } from './intercept-calls.ts';

/** The names in IAM that differ from those in the API: https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const services: Readonly<Record<string, string>> = {
  ApiGatewayV2: 'apigateway',
  CloudWatchLogs: 'logs',
  ECR: 'ecr',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  EventBridge: 'events',
  IAM: 'iam',
  Lambda: 'lambda',
  ResourceGroupsTaggingAPI: 'tag',
  S3: 's3',
  SNS: 'sns',
  Scheduler: 'scheduler',
  SQS: 'sqs',
  SSM: 'ssm',
  STS: 'sts',
};
const actions: Readonly<Record<string, string>> = {
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  HeadBucket: 'ListBucket',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
};

/** Records the IAM actions that calls need. */
export class RecordedActions {
  readonly #actions = new Set<string>();

  /** Wraps a connection to AWS so that each call is recorded. */
  readonly record = (aws: Aws): Aws =>
    interceptCalls(aws, (call, send) => {
      this.#actions.add(actionOf(call));
      return send();
    });

  /** The recorded actions that `check` does not simulate for this type of trigger. */
  missingFor(trigger: string): string[] {
    const known: ReadonlySet<string> = new Set(
      permissions
        .filter(({ for: types }) => types === undefined || types.some((type) => type === trigger))
        .flatMap(({ actions: listed }) => listed),
    );
    return [...this.#actions].filter((action) => !known.has(action)).sort();
  }
}

/** The actions of API Gateway are HTTP methods. */
export function apiGatewayAction(command: string): string {
  const [verb = ''] = command.match(/^[A-Z][a-z]+/) ?? [];
  const methods: Readonly<Record<string, string>> = { Get: 'GET', Create: 'POST', Update: 'PATCH', Delete: 'DELETE' };
  return `apigateway:${methods[verb] ?? command}`;
}

function actionOf({ service, command }: Call): string {
  if (service === 'ApiGatewayV2') return apiGatewayAction(command);
  return `${services[service] ?? service}:${actions[command] ?? command}`;
}
