import type {
  Event,
  FilterRuleName,
  GetBucketNotificationConfigurationRequest,
  NotificationConfiguration,
  NotificationConfigurationFilter,
  PutBucketNotificationConfigurationRequest,
} from '@aws-sdk/client-s3';
import type { Buckets } from '../../../sources/bucket/buckets.ts';
import {
  type NotificationRule,
  type NotificationTarget,
  overlappingRules,
} from '../../../sources/bucket/notification.ts';
import type { AwsApiError } from '../../aws-api-error.ts';
import type { AwsCall } from '../../aws-service.ts';
import { existingBucket, invalidArgument } from '../request/s3-errors.ts';

/** @param hasTarget whether there is such a function, queue or topic */
export function notificationOperations(buckets: Buckets, hasTarget: (target: NotificationTarget) => boolean) {
  return {
    GetBucketNotificationConfiguration(input: GetBucketNotificationConfigurationRequest): NotificationConfiguration {
      const { rules, usesEventBus } = existingBucket(buckets, input.Bucket);
      const of = (kind: NotificationTarget['kind']) => rules.filter(({ target }) => target.kind === kind);
      return {
        LambdaFunctionConfigurations: of('function').map((rule) => ({
          LambdaFunctionArn: rule.target.arn,
          ...describe(rule),
        })),
        QueueConfigurations: of('queue').map((rule) => ({ QueueArn: rule.target.arn, ...describe(rule) })),
        TopicConfigurations: of('topic').map((rule) => ({ TopicArn: rule.target.arn, ...describe(rule) })),
        ...(usesEventBus && { EventBridgeConfiguration: {} }),
      };
    },

    PutBucketNotificationConfiguration(input: PutBucketNotificationConfigurationRequest, { now }: AwsCall): void {
      const bucket = existingBucket(buckets, input.Bucket);
      const rules = rulesOf(input.NotificationConfiguration ?? {}, () => buckets.newId());
      const overlap = overlappingRules(rules);
      if (overlap !== undefined) {
        throw invalidArgument(
          `Configurations overlap. Configurations on the same bucket cannot share a common event type.`,
          'Id',
          overlap.map(({ id }) => id).join(', '),
        );
      }
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
      const fifo = rules.find(({ target }) => target.arn.endsWith('.fifo'));
      if (fifo !== undefined) throw invalidDestination(fifo, `A FIFO ${fifo.target.kind} is not allowed`);
      const missing = rules.find(({ target }) => !hasTarget(target));
      if (missing !== undefined && input.SkipDestinationValidation !== true) {
        throw invalidDestination(missing, `The destination ${missing.target.kind} does not exist`);
      }
      bucket.setRules(rules, input.NotificationConfiguration?.EventBridgeConfiguration !== undefined);
      bucket.sendTestEvents(now);
    },
  };
}

function invalidDestination({ target }: NotificationRule, reason: string): AwsApiError {
  return invalidArgument('Unable to validate the following destination configurations', target.arn, reason);
}

function describe({ id, events, prefix, suffix }: NotificationRule) {
  // The names that S3 returns begin with a capital letter, unlike those of its client.
  const rules = [
    ...(prefix === '' ? [] : [{ Name: 'Prefix' as FilterRuleName, Value: prefix }]),
    ...(suffix === '' ? [] : [{ Name: 'Suffix' as FilterRuleName, Value: suffix }]),
  ];
  return {
    Id: id,
    Events: [...events] as Event[],
    ...(rules.length > 0 && { Filter: { Key: { FilterRules: rules } } }),
  };
}

interface TargetConfiguration {
  readonly Id?: string | undefined;
  readonly Events: readonly string[] | undefined;
  readonly Filter?: NotificationConfigurationFilter | undefined;
}

/** @throws {AwsApiError} a rule is invalid */
function rulesOf(configuration: NotificationConfiguration, newId: () => string): NotificationRule[] {
  const { LambdaFunctionConfigurations = [], QueueConfigurations = [], TopicConfigurations = [] } = configuration;
  const rule = (
    kind: NotificationTarget['kind'],
    arn: string | undefined,
    { Id, Events = [], Filter }: TargetConfiguration,
  ) => {
    const unknown = Events.find((event) => !/^s3:[A-Z][A-Za-z]+(:(\*|[A-Z][A-Za-z]+))?$/.test(event));
    if (Events.length === 0 || unknown !== undefined) {
      throw invalidArgument('The event is not supported for notifications', 'Event', unknown ?? '');
    }
    const filters = Filter?.Key?.FilterRules ?? [];
    const filter = (name: string) => filters.find(({ Name }) => Name?.toLowerCase() === name)?.Value ?? '';
    const invalid = filters.find(({ Name }) => !/^(prefix|suffix)$/i.test(Name ?? ''));
    if (invalid !== undefined)
      throw invalidArgument(
        'filter rule name must be either prefix or suffix',
        'FilterRule.Name',
        String(invalid.Name),
      );
    return {
      id: Id ?? newId(),
      target: { kind, arn: arn ?? '' },
      events: Events,
      prefix: filter('prefix'),
      suffix: filter('suffix'),
    };
  };
  return [
    ...LambdaFunctionConfigurations.map((each) => rule('function', each.LambdaFunctionArn, each)),
    ...QueueConfigurations.map((each) => rule('queue', each.QueueArn, each)),
    ...TopicConfigurations.map((each) => rule('topic', each.TopicArn, each)),
  ];
}
