import { type Command, Option } from 'commander';
import type { Trigger } from '../../config/configuration.ts';
import type { SampleOptions } from '../../events/samples/sample-options.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { printJson } from '../../terminal/print-json.ts';
import { collect, collectPairs, integerBetween } from '../options/option-values.ts';
import { addSourceOptions, type SourceOptions } from '../options/project-options.ts';
import { findProjectTrigger } from './project-trigger.ts';

interface EventCommandOptions extends SourceOptions {
  readonly list?: boolean;
  readonly json?: boolean;
  readonly records?: number;
  readonly body?: string[];
  readonly bucket?: string;
  readonly key?: string[];
  readonly operation?: string;
  readonly queue?: string;
  readonly group?: string[];
  readonly topic?: string;
  readonly subject?: string;
  readonly attribute?: Record<string, string>;
  readonly detailType?: string;
  readonly eventSource?: string;
  readonly change?: string;
  readonly partition?: number[];
  readonly route?: string;
  readonly token?: string;
  readonly trigger?: string;
  readonly logGroup?: string;
  readonly method?: string;
  readonly path?: string;
  readonly header?: Header[];
  readonly multiValueHeaders?: true;
}

type Header = [name: string, value: string];

/** Defines `alr-builder event`, which prints sample events, ready to be piped into `alr-builder invoke --local`. */
export function defineEvent(command: Command): void {
  command
    .argument(
      '[source]',
      'sqs, sns, s3, eventbridge, ... (--list prints all), or nested, such as s3-in-sns-in-sqs; with --function, its trigger',
    )
    .option('--list', 'Print the sources, one per line')
    .option('--json', 'With --list: print them as a JSON array; events are always JSON')
    .option('--records <count>', 'Number of records', integerBetween(0, 10_000))
    .option('--body <text>', 'Payload of a record, event detail or request (repeatable: one per record)', collect)
    .option('--bucket <name>', 'Bucket of S3 records')
    .option('--key <key>', 'Key of an S3 or Kafka record (repeatable: one per record)', collect)
    .option('--operation <name>', 'Operation on the S3 objects, such as ObjectCreated:Put')
    .option('--queue <name>', 'Queue name; a name that ends in .fifo makes it a FIFO queue')
    .option('--group <id>', 'Message group of a FIFO message (repeatable: one per message)', collect)
    .option('--topic <name>', 'Name of an SNS or Kafka topic')
    .option('--subject <text>', 'Subject of SNS notifications')
    .option(
      '--attribute <name=value>',
      'Attribute of messages and notifications, or header of Kafka records (repeatable)',
      collectPairs('--attribute'),
    )
    .option('--detail-type <text>', 'The detail-type of EventBridge events')
    .option('--event-source <name>', 'The source of EventBridge events')
    .addOption(new Option('--change <name>', 'Change to DynamoDB items').choices(['INSERT', 'MODIFY', 'REMOVE']))
    .option('--partition <number>', 'Partition of a Kafka record (repeatable: one per record)', collectPartitions)
    .option('--route <key>', 'Route of a WebSocket API, such as $connect')
    .option('--token <text>', 'Token for an authorizer')
    .option('--trigger <source>', 'Source of a Cognito trigger, such as PreSignUp_SignUp')
    .option('--log-group <name>', 'Log group of log events')
    .option('--method <method>', 'Method of an HTTP request')
    .option('--path <path>', 'Path and query of an HTTP request')
    .option('--header <name:value>', 'Header of an HTTP request (repeatable)', collectHeaders)
    .option('--multi-value-headers', 'Use multi-value headers in a load balancer event');
  addSourceOptions(command).action(async (argument: string | undefined, options: EventCommandOptions) => {
    if (options.list) {
      const { sampleNames } = await import('../../events/samples/sample-event.ts');
      if (options.json) printJson(process.stdout, sampleNames);
      else process.stdout.write(`${sampleNames.join('\n')}\n`);
      return;
    }
    const { installDir, configFile, stage, function: name } = options;
    const trigger =
      argument === undefined || name !== undefined
        ? await findProjectTrigger({ installDir, configFile, stage, function: name }, argument)
        : undefined;
    const { body, key, group, attribute, partition, header, list: _, json: __, ...others } = options;
    const content = {
      ...others,
      bodies: body,
      keys: key,
      groups: group,
      attributes: attribute,
      partitions: partition,
      headers: header,
    };
    const event = await createEvent(argument, content, trigger);
    process.stdout.write(`${JSON.stringify(event, null, 2)}\n`);
  });
}

/** @throws {UsageError} it is not clear which event is meant */
async function createEvent(
  source: string | undefined,
  content: SampleOptions,
  trigger: Trigger | undefined,
): Promise<object> {
  if (trigger !== undefined) {
    const { triggerEvent } = await import('../../trigger-events/trigger-event.ts');
    return triggerEvent(trigger, content);
  }
  if (source === undefined) {
    throw new UsageError(
      'say which event: alr-builder event SOURCE, where alr-builder event --list prints the sources',
    );
  }
  const { sampleEvent } = await import('../../events/samples/sample-event.ts');
  return sampleEvent(source, content);
}

function collectPartitions(text: string, previous: readonly number[] = []): number[] {
  return [...previous, integerBetween(0, 1_000_000)(text)];
}

/** The values of headers may be secrets, which commander would print with an InvalidArgumentError. */
function collectHeaders(text: string, previous: readonly Header[] = []): Header[] {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError('the value of --header must have the form "name: value"');
  return [...previous, [name, value]];
}
