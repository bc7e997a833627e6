// @boundaries-ignore the builder has the types of JSON
import type { JsonObject } from '../../packages/builder/src/events/patterns/pattern.ts';

/** An event of Lambda, as far as it says how it reached the function. */
export type LambdaEvent = Notification & {
  readonly Records?: readonly SourceRecord[];
  readonly source?: string;
  readonly resources?: readonly string[];
  readonly requestContext?: { readonly elb?: object; readonly domainName?: string };
  readonly path?: string;
  readonly headers?: { readonly host?: string };
  readonly routeKey?: string;
};

/** A record of S3, SNS, a queue or a stream. */
export type SourceRecord = JsonObject & {
  readonly eventSourceARN?: string;
  readonly eventName?: string;
  readonly body?: string;
  readonly kinesis?: { readonly data: string };
  readonly s3?: { readonly bucket: { readonly name: string }; readonly object: { readonly key: string } };
  readonly Sns?: Notification;
};

/** A notification of SNS, alone in a message of a queue or in a record. */
export type Notification = JsonObject & {
  readonly Type?: string;
  readonly TopicArn?: string;
  readonly Message?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
};

interface Statement {
  readonly Principal: { readonly Service?: string };
  readonly Resource: string;
  readonly Condition?: object;
}

/** What AWS reports about the entries of an account, by their kind, as far as it decides where events go. */
export interface Contents {
  readonly 'function statement': Statement;
  readonly 'queue statement': Statement;
  readonly notification: {
    readonly QueueArn?: string;
    readonly LambdaFunctionArn?: string;
    readonly Events: readonly string[];
    readonly Filter?: {
      readonly Key?: { readonly FilterRules?: readonly { readonly Name: string; readonly Value: string }[] };
    };
  };
  readonly subscription: {
    readonly Endpoint: string;
    readonly TopicArn: string;
    readonly FilterPolicy?: string;
    readonly FilterPolicyScope?: string;
  };
  readonly mapping: {
    readonly EventSourceArn: string;
    readonly FunctionArn: string;
    readonly State: string;
    readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern: string }[] };
    readonly FunctionResponseTypes?: readonly string[];
  };
  readonly rule: { readonly Arn: string; readonly State: string; readonly EventPattern?: string };
  readonly 'rule target': { readonly Arn: string; readonly Input?: string };
  readonly schedule: { readonly Target?: { readonly Arn: string; readonly Input?: string }; readonly State?: string };
  readonly 'listener rule': {
    readonly Conditions?: readonly {
      readonly PathPatternConfig?: { readonly Values: readonly string[] };
      readonly HostHeaderConfig?: { readonly Values: readonly string[] };
    }[];
    readonly Actions: readonly { readonly TargetGroupArn?: string }[];
  };
  readonly route: { readonly RouteKey: string; readonly Target: string };
  readonly integration: {
    readonly IntegrationId: string;
    readonly IntegrationUri: string;
    readonly PayloadFormatVersion: string;
  };
  readonly 'function url': { readonly FunctionArn: string };
}
