import type { Aws } from '../../src/aws/connection.ts';
import { permissions } from '../../src/permissions/permissions.ts';
import { type Call, throughCalls } from './through-calls.ts';

/** Where IAM has other words than the API. https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const services: Readonly<Record<string, string>> = {
  CloudWatchLogs: 'logs',
  ECR: 'ecr',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  EventBridge: 'events',
  IAM: 'iam',
  Lambda: 'lambda',
  ResourceGroupsTaggingAPI: 'tag',
  S3: 's3',
  SNS: 'sns',
  SQS: 'sqs',
  STS: 'sts',
};
const actions: Readonly<Record<string, string>> = {
  GetBucketNotificationConfiguration: 'GetBucketNotification',
  HeadBucket: 'ListBucket',
  PutBucketNotificationConfiguration: 'PutBucketNotification',
};

/** The IAM actions that calls take, one after the other. */
export class RecordedActions {
  readonly #actions = new Set<string>();

  /** AWS, with each call written down. */
  readonly record = (aws: Aws): Aws =>
    throughCalls(aws, (call, send) => {
      this.#actions.add(actionOf(call));
      return send();
    });

  /** Those that `check` doesn't know of where the trigger is of this type. */
  missingFor(trigger: string): string[] {
    const known: ReadonlySet<string> = new Set(
      permissions
        .filter(({ for: types }) => types === undefined || types.some((type) => type === trigger))
        .flatMap(({ actions: listed }) => listed),
    );
    return [...this.#actions].filter((action) => !known.has(action)).sort();
  }
}

function actionOf({ service, command }: Call): string {
  return `${services[service] ?? service}:${actions[command] ?? command}`;
}
