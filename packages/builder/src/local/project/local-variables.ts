import type { FunctionLauncher } from '../function/environment/function-launcher.ts';
import { awsAccess, REPORTING } from '../options/aws-access.ts';
import { type LocalService, localServices } from './resources/local-services.ts';

/** What there is instead of resources of the real AWS. */
export interface FunctionResources {
  /** The services that the functions have to use there. */
  readonly used: readonly LocalService[];
  /** The ARNs of the sources whose triggers accept reports of failed messages. */
  readonly reporting: readonly string[];
  /** The URL of a queue; undefined if there is none of this name. */
  queueUrl(name: string, endpoint: string): string | undefined;
  /** The ARN of what a service has under this name, or a stream under `stream/NAME`; undefined if it has nothing. */
  arnOf(service: string, name: string): string | undefined;
}

const queueUrl = /https?:\/\/(?:sqs\.[\w-]+|[\w-]+\.queue|queue)\.amazonaws\.com(?:\.cn)?\/\d+\/(?<name>[\w.-]+)/g;
const arn = /arn:aws[\w-]*:(?<service>sqs|sns):[\w-]*:\d*:(?<name>[\w.-]+)/g;

const bucketArn = /arn:aws[\w-]*:s3:::(?<name>[\w.-]+)/g;

const streamArn =
  /arn:aws[\w-]*:(?<service>kinesis|dynamodb):[\w-]*:\d*:(?<name>stream\/[\w.-]+|table\/[\w.-]+\/stream\/[\w.:-]+)/g;

/**
 * The variables that lead the clients of a function to what is on this machine: the endpoints of the services that its
 * project uses, so that a function that uses others goes on to work, and the URLs and ARNs of resources. The SDK sends a
 * request for a queue to the host of its URL, whatever the endpoint is. Endpoints that are set stay as they are.
 *
 * @param url where the services are, as this machine sees it
 * @param variables all that the function has
 */
export function localVariables(
  sources: FunctionResources | undefined,
  url: string | undefined,
  variables: NodeJS.ProcessEnv,
  launcher: FunctionLauncher,
): NodeJS.ProcessEnv {
  if (sources === undefined || sources.used.length === 0 || url === undefined) return {};
  // A server at all addresses is also at this one, which clients do not take for a part of the name of a bucket.
  const endpoint = `http://${launcher.address(`127.0.0.1:${new URL(url).port}`)}`;
  return variablesFor(sources, endpoint, variables, launcher);
}

/**
 * The variables that lead the clients of a function to an address.
 *
 * @param endpoint the address as the function sees it
 * @param all all variables of the function
 */
export function variablesFor(
  resources: FunctionResources,
  endpoint: string,
  all: NodeJS.ProcessEnv,
  { credentials }: Pick<FunctionLauncher, 'credentials'>,
): NodeJS.ProcessEnv {
  const endpoints = resources.used.map((service) => [localServices[service].variable, endpoint] as const);
  const { hasCredentials } = awsAccess(all, {}, credentials);
  return {
    ...localValues(resources, endpoint, all),
    ...reportingVariable(resources, all),
    ...Object.fromEntries(endpoints.filter(([name]) => all[name] === undefined)),
    // The services do not check them, but the clients want some.
    ...(!hasCredentials && { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }),
  };
}

/** The variable with the sources that accept reports of failed messages, for functions that have others, too. */
export function reportingVariable({ reporting }: FunctionResources, all: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (reporting.length === 0) return {};
  return { [REPORTING]: [all[REPORTING], ...reporting].filter(Boolean).join(',') };
}

/** The variables that contain URLs or ARNs of the real AWS for what is on this machine, with the local ones. */
export function localValues(
  resources: FunctionResources,
  endpoint: string,
  variables: NodeJS.ProcessEnv,
): Readonly<Record<string, string>> {
  const changed = Object.entries(variables).flatMap(([name, value = '']) => {
    if (name === REPORTING) return [];
    const text = replaceKnown(value, resources, endpoint, (local) => local);
    return text === value ? [] : [[name, text] as const];
  });
  return Object.fromEntries(changed);
}

/** A text without the URLs and ARNs of what is on this machine. */
export function withoutLocal(text: string, resources: FunctionResources): string {
  return replaceKnown(text, resources, 'http://localhost', () => '');
}

/** Whether a text contains the URL of a queue of the real AWS. */
export function hasQueueUrl(text: string): boolean {
  return text.search(queueUrl) !== -1;
}

function replaceKnown(
  text: string,
  resources: FunctionResources,
  endpoint: string,
  replace: (local: string) => string,
): string {
  const replaced = (found: string, local: string | undefined) => (local === undefined ? found : replace(local));
  const byArn = (found: string, service: string, name: string) => replaced(found, resources.arnOf(service, name));
  return text
    .replace(queueUrl, (found, name: string) => replaced(found, resources.queueUrl(name, endpoint)))
    .replace(arn, byArn)
    .replace(streamArn, byArn)
    .replace(bucketArn, (found, name: string) => replaced(found, resources.arnOf('s3', name) && found));
}
