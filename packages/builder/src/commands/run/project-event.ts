import type { Configuration, Trigger } from '../../config/configuration.ts';
import type { JsonObject, JsonValue } from '../../events/patterns/pattern.ts';
import type { SampleOptions } from '../../events/samples/sample-options.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { type SourceOptions, sourceOf } from '../options/project-options.ts';

/** The sample event of a trigger of the project. */
export interface ProjectEvent {
  /** The name of the sample. */
  readonly source: string;
  /** The names of the queue, the bucket and the topic, and what the pattern of a rule says of its events. */
  readonly names: Pick<SampleOptions, 'queue' | 'bucket' | 'topic' | 'eventSource' | 'detailType'>;
}

/**
 * Finds the event that a function of the project gets.
 *
 * @param name the name of the trigger, if the function has several
 * @returns undefined if there is no configuration
 * @throws {UsageError} it is not clear which trigger is meant, or nothing invokes the function
 */
export async function findProjectEvent(
  source: SourceOptions,
  name: string | undefined,
): Promise<ProjectEvent | undefined> {
  const [{ loadConfiguration }, { NoConfigurationError }, { sourceOf: scaffoldOf }, { defaultSettings }] =
    await Promise.all([
      import('../../config/load-configuration.ts'),
      import('../../config/read/read-files.ts'),
      import('../../scaffold/files/sources.ts'),
      import('../../scaffold/settings/settings.ts'),
    ]);
  const project = await loadConfiguration(sourceOf(source)).catch((error: unknown) => {
    if (error instanceof NoConfigurationError) return undefined;
    throw error;
  });
  if (project === undefined) return undefined;
  const trigger = chooseTrigger(project.selected, name);
  return {
    source: hasPattern(trigger) ? 'eventbridge' : scaffoldOf({ ...defaultSettings(''), trigger: trigger.type }).event,
    names: {
      ...('queue' in trigger && { queue: trigger.queue.name }),
      ...('bucket' in trigger && { bucket: trigger.bucket }),
      ...('topicName' in trigger && { topic: trigger.topicName }),
      ...('pattern' in trigger && trigger.pattern !== undefined && namesInPattern(JSON.parse(trigger.pattern))),
    },
  };
}

/** Whether the trigger is a rule of EventBridge with a pattern. Others have a schedule. */
function hasPattern(trigger: Trigger): boolean {
  return trigger.type === 'eventbridge' && trigger.pattern !== undefined;
}

/** The first source and the first type of events that a pattern names exactly. */
function namesInPattern(pattern: JsonObject): ProjectEvent['names'] {
  const firstText = (values: JsonValue | undefined) =>
    Array.isArray(values) ? values.find((value): value is string => typeof value === 'string') : undefined;
  const [eventSource, detailType] = [firstText(pattern.source), firstText(pattern['detail-type'])];
  return { ...(eventSource !== undefined && { eventSource }), ...(detailType !== undefined && { detailType }) };
}

/** @throws {UsageError} there is none, or there are several */
function chooseTrigger(functions: readonly Configuration[], name: string | undefined): Trigger {
  const all = functions.flatMap(({ function: owner, triggers }) =>
    triggers.filter(({ type }) => type !== 'none').map((trigger) => ({ owner, trigger })),
  );
  const found = name === undefined ? all : all.filter(({ trigger }) => trigger.name === name);
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first.trigger;
  const known = (first === undefined ? all : found).map(({ owner, trigger }) => `${owner}: ${trigger.name}`).join(', ');
  if (known === '') throw new UsageError('nothing invokes the function: say which event, as alr-builder event SOURCE');
  throw new UsageError(
    `${first === undefined ? `there is no trigger ${name}` : 'there are several triggers'} (${known}): choose one with ` +
      'alr-builder event TRIGGER --function NAME',
  );
}
