import type { FunctionLauncher } from '../function/environment/function-launcher.ts';
import { awsAccess, REPORTING } from '../options/aws-access.ts';
import { type LocalSources, localServices } from './local-sources.ts';

/**
 * The variables that lead the clients of a function to the services that are on this machine: only those that its project
 * uses, so that a function that uses others goes on to work. Variables that are set stay as they are.
 *
 * @param url where the services are, as this machine sees it
 */
export function localVariables(
  sources: LocalSources | undefined,
  url: string | undefined,
  env: NodeJS.ProcessEnv,
  { address, credentials }: FunctionLauncher,
): NodeJS.ProcessEnv {
  if (sources === undefined || sources.used.length === 0 || url === undefined) return {};
  // A server at all addresses is also at this one, which clients do not take for a part of the name of a bucket.
  const endpoint = `http://${address(`127.0.0.1:${new URL(url).port}`)}`;
  const endpoints = sources.used.map((service) => [localServices[service].variable, endpoint] as const);
  const { hasCredentials } = awsAccess(env, {}, credentials);
  const reporting = [env[REPORTING], ...sources.reporting].filter(Boolean).join(',');
  return Object.fromEntries([
    ...(sources.reporting.length > 0 ? [[REPORTING, reporting] as const] : []),
    ...endpoints.filter(([name]) => env[name] === undefined),
    // The services do not check them, but the clients want some.
    ...(hasCredentials ? [] : [['AWS_ACCESS_KEY_ID', 'local'] as const, ['AWS_SECRET_ACCESS_KEY', 'local'] as const]),
  ]);
}
