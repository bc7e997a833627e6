import { isDeepStrictEqual } from 'node:util';
import { isSet } from '../read/configuration-file.ts';
import { formatLocation, type Location, type Problem } from '../read/problem.ts';
import { type Cors, corsPaths } from '../triggers/cors.ts';
import type { FunctionValidation } from './validate-function.ts';

/** Where a trigger says what pages from other origins may do. */
interface Written {
  readonly cors: Cors;
  readonly path: string;
  readonly location: Location;
}

/** Finds triggers that want different things of the HTTP API, which has one setting for all of them. */
export function checkCorsOfHttpApi(functions: readonly FunctionValidation[]): Problem[] {
  const [first, ...others] = functions.flatMap(corsOfTriggers);
  return others
    .filter(({ cors }) => !isDeepStrictEqual(cors, first?.cors))
    .map(({ path, location }) => ({
      location,
      message:
        `${path} differs from ${first?.path} (${first && formatLocation(first.location)}): the HTTP API has one setting ` +
        'for all of its routes, so write it once, or the same in both',
    }));
}

function corsOfTriggers({ settings, file }: FunctionValidation): Written[] {
  return (settings?.triggers ?? []).flatMap((trigger, index): Written[] => {
    const triggerFile = file.triggers[index];
    if (trigger.type !== 'http-api' || trigger.cors === undefined || triggerFile === undefined) return [];
    const { content } = triggerFile;
    const setting = corsPaths.map((path) => content.settings.get(path)).find(isSet);
    const path = triggerFile.inUserTerms('trigger.cors');
    return [{ cors: trigger.cors, path, location: setting?.location ?? content.location }];
  });
}
