import { Invocation } from '../src/invocation/invocation.ts';
import { openServices } from '../src/invocation/open-services.ts';
import type { Services } from '../src/invocation/services.ts';
import { RuntimeLogger } from '../src/logger/runtime-logger.ts';
import { invocationHeaders } from '../src/runtime-api/runtime-api.ts';
import { ScriptedPlatform } from './scripted-platform.ts';

/** The services of a process on a platform. */
export function servicesOn(platform: ScriptedPlatform): Services {
  return openServices({}, platform, new RuntimeLogger(platform.logTarget, () => undefined), 'stackTrace');
}

/** An invocation that was received and is not open yet. */
export function receivedInvocation(
  requestId = 'id-1',
  headers: Readonly<Record<string, string>> = {},
  services: Services = servicesOn(new ScriptedPlatform()),
): Invocation {
  return new Invocation(services, {
    requestId,
    invocationId: undefined,
    traceId: headers[invocationHeaders.traceId] || undefined,
    tenantId: headers[invocationHeaders.tenantId] || undefined,
    headers: { 'lambda-runtime-aws-request-id': requestId, ...headers },
    body: '{}',
  });
}
