import type { FrontKind, Gateway } from './gateway.ts';
import { httpApi } from './http-api.ts';
import { loadBalancer } from './load-balancer.ts';
import { restApi } from './rest-api.ts';

/** Which front there is, and its settings. */
export interface GatewayOptions {
  readonly front?: FrontKind | undefined;
  readonly multiValueHeaders?: boolean | undefined;
  readonly binaryMediaTypes?: readonly string[] | undefined;
}

/** The gateway in front of the function. Undefined if it has a function URL. */
export function gatewayOf({ front = 'url', multiValueHeaders, binaryMediaTypes }: GatewayOptions): Gateway | undefined {
  switch (front) {
    case 'url':
      return undefined;
    case 'http-api':
      return httpApi;
    case 'rest-api':
      return restApi(binaryMediaTypes ?? []);
    case 'alb':
      return loadBalancer(multiValueHeaders ?? false);
  }
}
