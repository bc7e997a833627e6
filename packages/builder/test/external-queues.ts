import { CreateQueueCommand, GetQueueAttributesCommand, type QueueAttributeName, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalOptions } from '../src/local/options/local-options.ts';
import { startTestLocal, startTestProject, type TestLocal } from './local.ts';
import { createTestProject } from './test-project.ts';

/** An emulator that has queues, and one whose function reads them. */
export interface ExternalQueues extends AsyncDisposable {
  /** Has the queues, and their time. */
  readonly queues: TestLocal;
  /** Reads them. */
  readonly local: TestLocal;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
}

/** The settings of the queue that the function reads. */
export interface ExternalSettings {
  readonly name?: string;
  /** More settings of the queue in `lambda.yaml`. */
  readonly queue?: string;
  /** More settings of the trigger. */
  readonly trigger?: string;
  readonly attributes?: { readonly [Name in QueueAttributeName]?: string };
  readonly options?: LocalOptions;
}

/** A project whose function reads a queue. */
export function projectReading(name: string, { queue = '', trigger = '' }: ExternalSettings = {}) {
  return createTestProject({
    'lambda.yaml': `image: { handler: app.Handler }\nlambda: { name: worker }\ntrigger: { type: sqs${trigger}, queue: { name: ${name}${queue} } }\n`,
  });
}

export function sqsClient(endpoint: string): SQSClient {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return new SQSClient({ endpoint, region: 'us-east-1', credentials });
}

/** Creates a queue, with a dead-letter queue after two receives. Returns its URL. */
export async function createQueue(
  sqs: SQSClient,
  name: string,
  attributes: ExternalSettings['attributes'] = {},
): Promise<string> {
  const isFifo = name.endsWith('.fifo');
  const fifo = isFifo ? { FifoQueue: 'true' } : {};
  const letters = isFifo ? name.replace('.fifo', '-dlq.fifo') : `${name}-dlq`;
  const dlq = await sqs.send(new CreateQueueCommand({ QueueName: letters, Attributes: fifo }));
  const arn = new GetQueueAttributesCommand({ QueueUrl: dlq.QueueUrl, AttributeNames: ['QueueArn'] });
  const deadLetterTargetArn = (await sqs.send(arn)).Attributes?.QueueArn;
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        VisibilityTimeout: '300',
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
        ...fifo,
        ...attributes,
      },
    }),
  );
  return QueueUrl;
}

/** Starts an emulator with a queue, and another one whose function reads it. */
export async function startExternal(settings: ExternalSettings = {}): Promise<ExternalQueues> {
  const { name = 'jobs', attributes, options } = settings;
  const queues = await startTestLocal({ source: 'local' });
  const sqs = sqsClient(queues.url);
  const queueUrl = await createQueue(sqs, name, attributes);
  const project = await projectReading(name, settings);
  const local = await startTestProject(project, { source: addressOf(queues), ...options });
  return {
    queues,
    local,
    sqs,
    queueUrl,
    async [Symbol.asyncDispose]() {
      await local.close();
      await queues.close();
      await project[Symbol.asyncDispose]();
    },
  };
}

/** The address of an emulator as a source. */
export function addressOf({ url }: Pick<TestLocal, 'url'>): `http://${string}` {
  return `http://${new URL(url).host}`;
}
