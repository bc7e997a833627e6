import { resolve } from 'node:path';
import type { Command } from 'commander';
import { MAX_COUNT } from '../../local/console/routes/send-request.ts';
import { describeUnmatched } from '../../local/project/send/describe-unmatched.ts';
import type { SendResult } from '../../local/project/send/send.ts';
import { collectPairs, integerBetween, nonEmpty } from '../options/option-values.ts';
import { directoryOption } from '../options/project-options.ts';

interface SendOptions {
  readonly installDir: string;
  readonly to?: string;
  readonly key?: string;
  readonly group?: string;
  readonly attribute?: Readonly<Record<string, string>>;
  readonly subject?: string;
  readonly source?: string;
  readonly detailType?: string;
  readonly count?: number;
  readonly port?: number;
  readonly json?: boolean;
}

/** Defines `alr-builder send`, which sends messages to what invokes the functions of the running emulator. */
export function defineSend(command: Command): void {
  command
    .argument(
      '[content]',
      'Text, @FILE, or - for standard input: a message, the detail of an event, an object, or a record',
    )
    .option('--to <name>', "Queue, topic, event bus, bucket, stream or table (default: the trigger's)", nonEmpty)
    .option(
      '--count <number>',
      'How many to send; {#} in content, key and group is the number',
      integerBetween(1, MAX_COUNT),
    )
    .option('--key <key>', 'Bucket: key of the object; Kinesis: partition key (default: 1)', nonEmpty)
    .option('--group <name>', 'FIFO queue or topic: message group', nonEmpty)
    .option(
      '--attribute <name=value>',
      'Queue or topic: attribute, NAME:Number=VALUE for a number (repeatable)',
      collectPairs('--attribute'),
    )
    .option('--subject <text>', 'Topic: subject of the notification', nonEmpty)
    .option('--source <name>', 'Event bus: source of the event', nonEmpty)
    .option('--detail-type <type>', 'Event bus: detail type of the event', nonEmpty)
    .option('--port <port>', 'Port of the emulator, if several are running for the project', integerBetween(1, 65_535))
    .option('--json', 'Print one JSON object: to, kind and ids')
    .addOption(directoryOption())
    .action(async (argument: string | undefined, { installDir, port, json, attribute, ...options }: SendOptions) => {
      const [{ callApi }, { readContent }, { printJson }] = await Promise.all([
        import('../../local/console/access/call-api.ts'),
        import('../../invoke/read-content.ts'),
        import('../../terminal/print-json.ts'),
      ]);
      const content = (await readContent(argument, process.stdin)).toString('base64');
      const emulator = { directory: resolve(installDir), port };
      // Our own API.
      const result = (await callApi(emulator, '/api/send', {
        ...options,
        content,
        attributes: attribute,
      })) as SendResult;
      if (json) printJson(process.stdout, result);
      else process.stdout.write(`${describe(result)}\n`);
    });
}

const words = {
  queue: ['message', 'messages', 'to the queue'],
  topic: ['message', 'messages', 'to the topic'],
  bus: ['event', 'events', 'to the event bus'],
  bucket: ['object', 'objects', 'into the bucket'],
  stream: ['record', 'records', 'into the stream'],
} as const;

function describe(result: SendResult): string {
  const { to, kind, ids } = result;
  const [one, several, place] = words[kind];
  const verb = kind === 'bucket' || kind === 'stream' ? 'put' : 'sent';
  const [id] = ids;
  const sent =
    ids.length === 1 ? `${verb} the ${one} ${id} ${place} ${to}` : `${verb} ${ids.length} ${several} ${place} ${to}`;
  return [sent, describeUnmatched(result)].filter((line) => line !== undefined).join('\n');
}
