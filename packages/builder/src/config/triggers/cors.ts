import { boolean, integer, list } from '../keys/key.ts';
import { optionalSection, type Values } from '../keys/section.ts';
import type { KeyProblem } from '../read/problem.ts';

/** The keys of what pages from other origins may do, for a function URL and an HTTP API. */
export const corsKeys = optionalSection({
  allowOrigins: list({
    format: 'origin',
    env: 'CORS_ALLOW_ORIGINS',
    default: [],
    description: 'The origins whose pages may call the function.',
  }),
  allowMethods: list({
    format: 'http method',
    env: 'CORS_ALLOW_METHODS',
    default: [],
    description: 'The HTTP methods that these pages may use.',
  }),
  allowHeaders: list({
    format: 'header name',
    env: 'CORS_ALLOW_HEADERS',
    default: [],
    description: 'The request headers that these pages may send.',
  }),
  exposeHeaders: list({
    format: 'header name',
    env: 'CORS_EXPOSE_HEADERS',
    default: [],
    description: 'The response headers that these pages may read.',
  }),
  allowCredentials: boolean({
    env: 'CORS_ALLOW_CREDENTIALS',
    default: false,
    description: 'Whether these pages may send credentials, such as cookies.',
  }),
  maxAge: integer({
    min: 0,
    max: 86_400,
    unit: 'seconds',
    env: 'CORS_MAX_AGE',
    default: 0,
    description: 'How long a browser may cache the response to a preflight request.',
  }),
});

/** What pages from other origins may do; undefined: nothing. */
export type Cors = Values<typeof corsKeys.entries> | undefined;

const others = [
  'trigger.cors.allow_methods',
  'trigger.cors.allow_headers',
  'trigger.cors.expose_headers',
  'trigger.cors.allow_credentials',
  'trigger.cors.max_age',
] as const;

/** The paths of the keys. */
export const corsPaths = ['trigger.cors.allow_origins', ...others] as const;

/** Checks the settings against each other. */
export function* checkCors(cors: Cors): Iterable<KeyProblem> {
  if (cors?.allowOrigins.length === 0) {
    yield {
      keys: others,
      message:
        'trigger.cors has no effect without trigger.cors.allow_origins: set it, for example to https://example.org',
    };
  }
  if (cors?.allowCredentials && cors.allowOrigins.includes('*')) {
    yield {
      keys: ['trigger.cors.allow_origins', 'trigger.cors.allow_credentials'],
      message:
        'trigger.cors.allow_origins is "*": browsers reject that together with trigger.cors.allow_credentials; ' +
        'list the origins instead',
    };
  }
}
