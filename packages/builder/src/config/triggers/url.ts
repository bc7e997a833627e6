import { choice } from '../keys/key.ts';
import { checkCors, corsKeys } from './cors.ts';
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
  cors: corsKeys,
} as const;

/** Requests to a function URL. */
export const url: TriggerRules<'url'> = {
  profile: 'basic',
  errors: ({ cors }) => checkCors(cors),
  claims: () => [
    { what: 'function URL', name: '', key: 'trigger.type', isShared: true, advice: 'it can have only one' },
  ],
};
