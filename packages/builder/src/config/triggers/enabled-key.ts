import { boolean } from '../keys/key.ts';

/** The key with which a trigger of Lambda or EventBridge pauses. */
export const enabledKeys = {
  enabled: boolean({
    env: 'TRIGGER_ENABLED',
    default: true,
    description:
      'Whether the trigger invokes the function. If not, everything is deployed, but queues and streams are not read, and schedules and rules pause.',
  }),
} as const;
