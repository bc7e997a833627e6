import { awsAccess } from '../options/aws-access.ts';
import { isolatedCredentials } from '../options/isolated-credentials.ts';
import type { LocalEventListener } from '../report/local-event.ts';
import { firstOf, type LocalProject } from './local-project.ts';
import { type FunctionResources, hasQueueUrl, localValues, withoutLocal } from './local-variables.ts';
import { localServices } from './resources/local-services.ts';

const nothing: FunctionResources = { used: [], reporting: [], queueUrl: () => undefined, arnOf: () => undefined };

/** Reports once how the functions get to AWS, and the variables of all of them that lead there. */
export function reportAccess(project: LocalProject, url: string, emit: LocalEventListener): void {
  const { functions } = project;
  const resources = project.external ?? project.sources?.resources ?? nothing;
  const endpoint = project.external?.endpoint;
  const all = functions.map(({ reloader }) => {
    const { variables: configured, options } = reloader.loaded;
    const { inherited = process.env, credentials } = reloader.launcher ?? {};
    const isolated = options.isolated ? isolatedCredentials : {};
    const env = { ...inherited, ...configured, ...isolated };
    const local = resources.used.length === 0 ? {} : localValues(resources, endpoint ?? url, env);
    // Of the user's own variables, only the URLs of queues are surely meant for the function.
    const queueUrls = Object.entries(env).filter(([, value = '']) => hasQueueUrl(value));
    const remaining = Object.entries({ ...configured, ...Object.fromEntries(queueUrls) }).map(
      ([name, value = '']) => [name, withoutLocal(value, resources)] as const,
    );
    return { ...awsAccess(env, Object.fromEntries(remaining), credentials), local: Object.keys(local) };
  });
  const localVariables = new Set(all.flatMap(({ local }) => local));
  const variables = new Set(all.flatMap((each) => each.variables));
  const used = resources.used.map((service) => localServices[service].name);
  emit({
    type: 'aws-access',
    credentials: firstOf(all).credentials,
    variables: [...variables],
    ...(functions.length > 1 && { functions: functions.length }),
    ...(firstOf(functions).reloader.loaded.options.isolated && { isIsolated: true }),
    ...(used.length > 0 && { localServices: used, ...(endpoint !== undefined && { endpoint }) }),
    ...(localVariables.size > 0 && { localVariables: [...localVariables] }),
  });
}
