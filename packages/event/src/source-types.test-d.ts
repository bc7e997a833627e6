import type { CloudWatchLogsLogEvent, PreSignUpTriggerEvent, PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { z } from 'zod';
import {
  type AuthorizerDecision,
  AuthorizerHandler,
  type AuthorizerRequest,
  type BatchRecord,
  type CognitoEvent,
  CognitoHandler,
  type EventHandlerClass,
  type FailRecord,
  FirehoseHandler,
  type FirehoseResult,
  HTTPHandler,
  KafkaHandler,
  type KafkaRecord,
  type LatticeEventV2,
  type LogGroup,
  LogsHandler,
  type WebSocketEvent,
  WebSocketHandler,
} from './index.ts';

interface Order {
  readonly id: string;
}

class Shop {
  readonly orders = new Map<string, Order>();
}

const orderSchema = z.object({ id: z.string() });

class Lattice extends HTTPHandler<Shop, LatticeEventV2> {
  override onRequest(_request: Request, { requestContext }: LatticeEventV2): Response {
    // @ts-expect-error a request of VPC Lattice has no account
    requestContext.accountId;
    return Response.json(requestContext.serviceArn);
  }
}

class Chat extends WebSocketHandler<Order, Shop> {
  static readonly schema = orderSchema;
  static override readonly payloadFormat = 'json';
  override onConnect({ headers, requestContext }: WebSocketEvent): Response | undefined {
    requestContext.connectionId satisfies string;
    return headers?.Origin === undefined ? new Response(null, { status: 403 }) : undefined;
  }
  override async onMessage({ id }: Order): Promise<string> {
    return this.runtime.orders.get(id)?.id ?? 'unknown';
  }
  // A method that returns nothing.
  override onDisconnect(): void {}
}

class ChatWithStatus extends WebSocketHandler {
  // @ts-expect-error a response is a text or a Response
  override onMessage(): object {
    return { statusCode: 200 };
  }
}

class Guard extends AuthorizerHandler<Shop> {
  static readonly authorizerResponse = 'policy';
  override async onAuthorize({ token, headers }: AuthorizerRequest): Promise<AuthorizerDecision> {
    if (token === undefined || headers.has('x-bot')) return false;
    return { allow: true, principalId: token, context: { role: 'admin' } };
  }
}

class GuardWithPolicy extends AuthorizerHandler {
  // @ts-expect-error a decision has `allow`
  override onAuthorize(): { isAuthorized: boolean } {
    return { isAuthorized: true };
  }
}

class Topic extends KafkaHandler<Order, Shop> {
  static override readonly schema = orderSchema;
  static readonly partialBatchResponse = true;
  static readonly allFailed = 'report';
  override onRecord({ id }: Order, { key, headers, raw }: KafkaRecord): void {
    key satisfies string | Uint8Array | undefined;
    raw.offset satisfies number;
    for (const [name] of headers) this.runtime.orders.delete(name + id);
  }
}

class TopicBatches extends KafkaHandler<Order> {
  override onBatch(records: readonly BatchRecord<Order, KafkaRecord>[], fail: FailRecord): void {
    for (const record of records) if (record.payload.id === '') fail(record, new Error(record.topicPartition));
  }
}

class Cleaner extends FirehoseHandler<Order> {
  static readonly concurrency = 5;
  override onRecord({ id }: Order): FirehoseResult {
    if (id === '') return { result: 'Dropped' };
    return { result: 'Ok', data: { id }, metadata: { partitionKeys: { id } } };
  }
}

class DoubleEncoded extends FirehoseHandler {
  // @ts-expect-error the class encodes the data, and knows the id
  override onRecord(): { recordId: string; result: 'Ok'; data: string } {
    return { recordId: '1', result: 'Ok', data: 'YQ==' };
  }
}

class SignUp extends CognitoHandler<PreSignUpTriggerEvent> {
  override onTrigger(_source: string, { userAttributes }: PreSignUpTriggerEvent['request']) {
    return { autoConfirmUser: userAttributes.email?.endsWith('@example.com') ?? false };
  }
}

class Tokens extends CognitoHandler<PreTokenGenerationV2TriggerEvent> {
  // @ts-expect-error the response has no such member
  override onTrigger(): { claims: object } {
    return { claims: {} };
  }
}

class AllTriggers extends CognitoHandler {
  override async onTrigger(source: CognitoEvent['triggerSource'], _request: object, event: CognitoEvent) {
    if (event.triggerSource === 'PreSignUp_SignUp')
      return { autoConfirmUser: event.request.userAttributes.email !== '' };
    this.logger.info(source);
    return undefined;
  }
}

class Collector extends LogsHandler<Shop> {
  override onLogEvent({ message, extractedFields }: CloudWatchLogsLogEvent, { logGroup }: LogGroup): unknown {
    return this.runtime.orders.get(`${logGroup} ${message} ${extractedFields?.id}`);
  }
}

AllTriggers satisfies EventHandlerClass<'aws:cognito'>;
Topic satisfies EventHandlerClass<'aws:kafka'>;
// @ts-expect-error it is registered for EVENT_KAFKA, whatever the cluster is
Topic satisfies EventHandlerClass<'SelfManagedKafka'>;

export const classes: readonly EventHandlerClass[] = [
  Lattice,
  Chat,
  ChatWithStatus,
  Guard,
  GuardWithPolicy,
  Topic,
  TopicBatches,
  Cleaner,
  DoubleEncoded,
  SignUp,
  Tokens,
  AllTriggers,
  Collector,
];
