import { type Command, InvalidArgumentError } from 'commander';
import { wholeNumberFrom } from '../arguments/number-argument.ts';

interface EventCommandOptions {
  readonly records?: number;
  readonly body: string[];
  readonly bucket?: string;
  readonly key: string[];
  readonly operation?: string;
  readonly queue?: string;
  readonly group: string[];
  readonly topic?: string;
  readonly subject?: string;
  readonly attribute: Record<string, string>;
  readonly detailType?: string;
  readonly eventSource?: string;
  readonly change?: string;
  readonly method?: string;
  readonly path?: string;
  readonly header: [name: string, value: string][];
  readonly multiValueHeaders?: true;
}

/** Adds `alr-builder event`: sample events, ready to be piped into `alr-builder invoke --local`. */
export function addEvent(program: Command): void {
  program
    .command('event')
    .description('print a sample event')
    .argument(
      '<source>',
      'sqs, sns, s3, eventbridge, kinesis, dynamodb, url, http-api, rest-api, alb, ...; or s3-in-sns-in-sqs and the like',
    )
    .option('--records <count>', 'how many records', wholeNumberFrom(0, 10_000))
    .option('--body <text>', 'the payload of a record, a detail or a request (repeatable: one a record)', append, [])
    .option('--bucket <name>', 'the bucket of S3 records')
    .option('--key <key>', 'the key of an S3 record (repeatable: one a record)', append, [])
    .option('--operation <name>', 'what happened to the objects: ObjectCreated:Put')
    .option('--queue <name>', 'the queue; with .fifo at its end a FIFO queue')
    .option('--group <id>', 'the message group of a FIFO message (repeatable: one a message)', append, [])
    .option('--topic <name>', 'the topic')
    .option('--subject <text>', 'the subject of notifications')
    .option('--attribute <name=value>', 'an attribute of messages and notifications (repeatable)', attribute, {})
    .option('--detail-type <text>', "the detail-type of EventBridge's events")
    .option('--event-source <name>', "the source of EventBridge's events")
    .option('--change <name>', "what happened to a table's items: INSERT, MODIFY or REMOVE")
    .option('--method <method>', "a request's method")
    .option('--path <path>', "a request's path and query")
    .option('--header <name:value>', 'a header of a request (repeatable)', header, [])
    .option('--multi-value-headers', 'the load balancer sends multi-value headers')
    .action(async (source: string, { body, key, group, attribute, header, ...options }: EventCommandOptions) => {
      const { sampleEvent } = await import('../../event-samples/sample-event.ts');
      const event = sampleEvent(source, {
        ...options,
        bodies: some(body),
        keys: some(key),
        groups: some(group),
        attributes: attribute,
        headers: header,
      });
      process.stdout.write(`${JSON.stringify(event, null, 2)}\n`);
    });
}

function append(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

function attribute(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It has to be name=value.');
  return { ...before, [name]: value };
}

function header(text: string, before: EventCommandOptions['header']): EventCommandOptions['header'] {
  const [, name, value] = /^([^:\s]+):\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new InvalidArgumentError('It has to be "name: value".');
  return [...before, [name, value]];
}

/** No values at all leave the sample its own. */
function some(values: string[]): string[] | undefined {
  return values.length > 0 ? values : undefined;
}
