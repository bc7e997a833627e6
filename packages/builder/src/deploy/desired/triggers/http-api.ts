import type { Configuration } from '../../../config/configuration.ts';
import { normalCors } from '../../kinds/http-api/api.ts';
import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import { withTagRecord } from '../../resource/configured-tags.ts';
import { stageTags } from '../../resource/identity.ts';
import { httpApiName } from '../../resource/ids.ts';
import { type DeploymentTarget, idOf, type Reference, referenceTo } from '../../resource/resource.ts';
import type { Tags } from '../../resource/tags.ts';
import { type Attachment, invokePermission, type TriggerOf } from './attachment.ts';

/** The HTTP API that all functions of the stage share, if one of them has a trigger for it. */
export function sharedHttpApi(
  functions: readonly Configuration[],
  { identity }: DeploymentTarget,
  commonTags: Tags,
): DesiredResource[] {
  const triggers = functions.flatMap(({ triggers: all }) => all.filter(({ type }) => type === 'http-api'));
  if (triggers.length === 0) return [];
  // In a valid configuration, they do not contradict each other.
  const cors = triggers.flatMap((trigger) => ('cors' in trigger ? (trigger.cors ?? []) : []))[0] ?? null;
  const name = httpApiName(identity);
  const tags = { ...withTagRecord(commonTags), ...stageTags(identity) };
  return [
    desiredResource('http api', name, { cors: normalCors(cors), tags }),
    desiredResource('api stage', name, { api: ofApi(identity, 'id'), autoDeploy: true, tags }),
  ];
}

/**
 * A function's policy can have 20 KB, which about 50 permissions fill. So the permission of a trigger with many routes is
 * limited to the API only. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_PERMISSIONS = 20;
const ALL_ROUTES = '/*';

/** Requests to the HTTP API. */
export function httpApi({ routes }: TriggerOf<'http-api'>, attachment: Attachment): DesiredResource[] {
  const { identity } = attachment.target;
  const api = ofApi(identity, 'id');
  const sources = routes.length > MAX_PERMISSIONS ? [ALL_ROUTES] : routes.map(sourceOfRoute);
  const integration = { kind: 'integration', name: identity.function } as const;
  return [
    ...sources.map((source) => invokePermission(attachment, 'http-api', source, ofApi(identity, 'source', source))),
    desiredResource('integration', identity.function, { api, function: attachment.invoked, payloadFormat: '2.0' }),
    ...routes.map((route) =>
      desiredResource('route', route, { api, integration: referenceTo(idOf(integration), 'id') }),
    ),
  ];
}

function ofApi(identity: DeploymentTarget['identity'], attribute: 'id' | 'source', suffix?: string): Reference {
  return referenceTo(idOf({ kind: 'http api', name: httpApiName(identity) }), attribute, suffix);
}

/**
 * The end of the ARN with which API Gateway invokes a function for a route: the stage, the method, and the path as in the
 * route's key. https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
 */
function sourceOfRoute(route: string): string {
  const [method, path = ''] = route.split(' ');
  return path === '' ? `/*/${route}` : `/*/${method === 'ANY' ? '*' : method}${path}`;
}
