import type { Settings } from './keys/keys.ts';
import { ConfigurationError } from './problem.ts';
import { type ConfigurationSource, readFiles } from './read/read-files.ts';
import { validateFiles } from './validate/validate-files.ts';

/** What the configuration says of a function that runs on this machine; what it leaves at its default is undefined. */
export interface FunctionDefaults {
  readonly handler: string | undefined;
  readonly functionName: string | undefined;
  /** Seconds. */
  readonly timeout: number | undefined;
  /** MB. */
  readonly memory: number | undefined;
  readonly logFormat: 'json' | undefined;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Reads what of the configuration matters to a function on this machine, whether or not the rest is complete and right;
 * undefined where nothing is configured.
 *
 * @throws ConfigurationError where a file makes no sense as a whole.
 */
export async function readFunctionDefaults(source: ConfigurationSource): Promise<FunctionDefaults | undefined> {
  const files = await readFiles(source);
  if (files === undefined) return undefined;
  if (!files.content.isReadable) throw new ConfigurationError(files.content.problems);
  const { states, fileEnvironment } = await validateFiles(files, source.env);
  const customized = states.filter(({ state }) => state === 'customized').map(({ path, value }) => [path, value]);
  // each value was read by its key's type
  const said = Object.fromEntries(customized) as Partial<AnySettings>;
  const isPartial = said['trigger.queue.partial_batch_response'] ?? said['trigger.stream.partial_batch_response'];
  return {
    handler: said['image.handler'],
    functionName: said['lambda.name'],
    timeout: said['lambda.timeout'],
    memory: said['lambda.memory'],
    logFormat: said['lambda.log_format'] === 'JSON' ? 'json' : undefined,
    env: {
      ...fileEnvironment,
      ...said['lambda.environment'],
      // As a deployed function is told; here for whatever queue or stream a sample event names.
      ...(isPartial && { ALR_PARTIAL_BATCH_RESPONSE: 'true' }),
    },
  };
}

type AnySettings = Settings<'sqs'> & Pick<Settings<'kinesis'>, 'trigger.stream.partial_batch_response'>;
