import {
  type AsynchronousSettings,
  asynchronousKeys,
  asynchronousPart,
  contradict,
} from '../functions/asynchronous-settings.ts';
import type { TriggerFile } from '../functions/function-files.ts';
import type { KeyPath } from '../keys/keys.ts';
import { yamlName } from '../keys/section.ts';
import { isSet } from '../read/configuration-file.ts';
import { formatLocation, type Location, type Problem } from '../read/problem.ts';
import type { FunctionValidation } from './validate-function.ts';

/** Where one of the settings is written. */
interface Written {
  readonly value: unknown;
  readonly path: string;
  readonly location: Location;
}

/** Finds triggers of a function that want different things of Lambda, which has one configuration for all of them. */
export function checkAsynchronousTriggers({ settings, file }: FunctionValidation): Problem[] {
  if (settings === undefined) return [];
  return asynchronousKeys.flatMap((key): Problem[] => {
    const all = [
      written(settings.lambda, file.triggers[0], 'lambda', key),
      ...settings.triggers.map((trigger, index) =>
        written(asynchronousPart(trigger), file.triggers[index], 'trigger', key),
      ),
    ].filter((each) => each !== undefined);
    const [first, ...others] = all;
    return others
      .filter(({ value }) => contradict(first?.value, value))
      .map(({ path, location }) => ({
        location,
        message:
          `${path} differs from ${first?.path} (${first && formatLocation(first.location)}): Lambda has one setting for ` +
          `all asynchronous invocations of a function, so remove one of them`,
      }));
  });
}

function written(
  part: AsynchronousSettings | undefined,
  file: TriggerFile | undefined,
  section: 'lambda' | 'trigger',
  key: keyof AsynchronousSettings,
): Written | undefined {
  const value = part?.[key];
  if (value === undefined || file === undefined) return undefined;
  const path = `${section}.${yamlName(key)}`;
  const keys = key === 'onFailure' ? [`${path}.arn`, `${path}.queue`] : [path];
  const setting = keys.map((each) => file.content.settings.get(each as KeyPath)).find(isSet);
  return { value, path: file.inUserTerms(path), location: setting?.location ?? file.content.location };
}
