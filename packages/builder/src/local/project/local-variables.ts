import type { FunctionLauncher } from '../function/environment/function-launcher.ts';
import { awsAccess, REPORTING } from '../options/aws-access.ts';
import { localServices } from './local-services.ts';
import type { LocalSources } from './local-sources.ts';

/** The environment of a function, as far as it matters to what is on this machine. */
export interface FunctionVariables {
  /** All of its variables. */
  readonly all: NodeJS.ProcessEnv;
  /** Those that the project configures. */
  readonly configured: NodeJS.ProcessEnv;
}

const queueUrl = /https?:\/\/(?:sqs\.[\w-]+|[\w-]+\.queue|queue)\.amazonaws\.com(?:\.cn)?\/\d+\/(?<name>[\w.-]+)/g;
const arn = /arn:aws[\w-]*:(?<service>sqs|sns):[\w-]*:\d*:(?<name>[\w.-]+)/g;

/**
 * The variables that lead the clients of a function to what is on this machine: the endpoints of the services that its
 * project uses, so that a function that uses others goes on to work, and the URLs and ARNs of resources. The SDK sends a
 * request for a queue to the host of its URL, whatever the endpoint is. Endpoints that are set stay as they are.
 *
 * @param url where the services are, as this machine sees it
 */
export function localVariables(
  sources: LocalSources | undefined,
  url: string | undefined,
  { all, configured }: FunctionVariables,
  { address, credentials }: FunctionLauncher,
): NodeJS.ProcessEnv {
  if (sources === undefined || sources.used.length === 0 || url === undefined) return {};
  // A server at all addresses is also at this one, which clients do not take for a part of the name of a bucket.
  const endpoint = `http://${address(`127.0.0.1:${new URL(url).port}`)}`;
  const endpoints = sources.used.map((service) => [localServices[service].variable, endpoint] as const);
  const { hasCredentials } = awsAccess(all, {}, credentials);
  const reporting = [all[REPORTING], ...sources.reporting].filter(Boolean).join(',');
  return {
    ...localValues(sources, endpoint, configured),
    ...(sources.reporting.length > 0 && { [REPORTING]: reporting }),
    ...Object.fromEntries(endpoints.filter(([name]) => all[name] === undefined)),
    // The services do not check them, but the clients want some.
    ...(!hasCredentials && { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }),
  };
}

/** The variables that contain URLs or ARNs of the real AWS for what is on this machine, with the local ones. */
export function localValues(
  sources: LocalSources,
  endpoint: string,
  configured: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const local = (text: string) =>
    text
      .replace(queueUrl, (found, name: string) => sources.queueUrl(name, endpoint) ?? found)
      .replace(arn, (found, service: string, name: string) => sources.arnOf(service, name) ?? found);
  const changed = Object.entries(configured).flatMap(([name, value = '']) => {
    if (name === REPORTING) return [];
    const text = local(value);
    return text === value ? [] : [[name, text] as const];
  });
  return Object.fromEntries(changed);
}
