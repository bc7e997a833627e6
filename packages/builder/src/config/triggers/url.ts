import { boolean, choice, integer, list } from '../keys/key.ts';
import { optionalSection } from '../keys/section.ts';
import type { TriggerRules } from './trigger-rules.ts';

/** The keys of the function URL. */
export const urlKeys = {
  authType: choice({
    choices: ['AWS_IAM', 'NONE'],
    env: 'URL_AUTH_TYPE',
    default: 'AWS_IAM',
    description: 'Who can call the function URL; NONE makes it public.',
  }),
  invokeMode: choice({
    choices: ['RESPONSE_STREAM', 'BUFFERED'],
    env: 'INVOKE_MODE',
    default: 'RESPONSE_STREAM',
    description:
      'Whether the function URL streams responses. With RESPONSE_STREAM, it passes buffered responses on unchanged.',
  }),
  cors: optionalSection({
    allowOrigins: list({
      format: 'origin',
      env: 'CORS_ALLOW_ORIGINS',
      default: [],
      description: 'The origins whose pages may call the function URL.',
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
  }),
} as const;

const corsKeys = [
  'trigger.cors.allow_methods',
  'trigger.cors.allow_headers',
  'trigger.cors.expose_headers',
  'trigger.cors.allow_credentials',
  'trigger.cors.max_age',
] as const;

/** Requests to a function URL. */
export const url: TriggerRules<'url'> = {
  profile: 'basic',
  *errors({ cors }) {
    if (cors?.allowOrigins.length === 0) {
      yield {
        keys: corsKeys,
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
  },
  claims: () => [
    { what: 'function URL', name: '', key: 'trigger.type', isShared: true, advice: 'it can have only one' },
  ],
};
