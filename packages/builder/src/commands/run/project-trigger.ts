import type { Configuration, Trigger } from '../../config/configuration.ts';
import { UsageError } from '../../terminal/expected-error.ts';
import { type SourceOptions, sourceOf } from '../options/project-options.ts';

/**
 * Finds the trigger that a function of the project gets an event from.
 *
 * @param name the name of the trigger, if the function has several
 * @returns undefined if there is no configuration
 * @throws {UsageError} it is not clear which trigger is meant, or nothing invokes the function
 */
export async function findProjectTrigger(
  source: SourceOptions,
  name: string | undefined,
): Promise<Trigger | undefined> {
  const [{ loadConfiguration }, { NoConfigurationError }] = await Promise.all([
    import('../../config/load-configuration.ts'),
    import('../../config/read/read-files.ts'),
  ]);
  const project = await loadConfiguration(sourceOf(source)).catch((error: unknown) => {
    if (error instanceof NoConfigurationError) return undefined;
    throw error;
  });
  return project && chooseTrigger(project.selected, name);
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
