import { sampleEvent } from '@alr/builder/events';
import { describe, expect, it } from 'vitest';
import { dispatch, failureOf } from '../../test/dispatching.ts';
import { type CognitoEvent, CognitoHandler, EVENT_COGNITO, type EventHandlerClass } from '../index.ts';

type Trigger = (source: string, request: object, event: CognitoEvent) => unknown;

function triggering(trigger: Trigger): Record<string, EventHandlerClass> {
  class Pool extends CognitoHandler {
    override async onTrigger(source: string, request: object, event: CognitoEvent) {
      return (await trigger(source, request, event)) as object;
    }
  }
  return { [EVENT_COGNITO]: Pool };
}

const triggers = [
  'PreSignUp_SignUp',
  'PostConfirmation_ConfirmSignUp',
  'TokenGeneration_HostedAuth',
  'CustomMessage_ForgotPassword',
  'UserMigration_Authentication',
  'DefineAuthChallenge_Authentication',
];

describe('a trigger', () => {
  it.each(triggers)('gets its event back, with the response added: %s', async (trigger) => {
    const event = sampleEvent('cognito', { trigger }) as CognitoEvent;
    const seen: unknown[] = [];
    const handlers = triggering((...args) => {
      seen.push(args);
      return { added: 1 };
    });
    await expect(dispatch(event, { handlers })).resolves.toEqual({
      ...event,
      response: { ...event.response, added: 1 },
    });
    expect(seen).toEqual([[trigger, event.request, event]]);
    expect(event.response).not.toHaveProperty('added');
    await expect(dispatch(event, { handlers: triggering(() => undefined) })).resolves.toEqual(event);
  });

  it('may set the response in the event too, as without this package', async () => {
    const event = sampleEvent('cognito') as { response: { autoConfirmUser: boolean } };
    const handlers = triggering((_source, _request, { response }) => {
      (response as { autoConfirmUser: boolean }).autoConfirmUser = true;
    });
    await expect(dispatch(event, { handlers })).resolves.toMatchObject({ response: { autoConfirmUser: true } });
  });

  it('fails with the error of the method, whose message the user sees', async () => {
    const handlers = triggering(() => {
      throw new Error('the domain is not allowed');
    });
    await expect(failureOf(sampleEvent('cognito'), { handlers })).resolves.toEqual(
      new Error('the domain is not allowed'),
    );
  });

  it.each([null, true, 'yes', []])('fails if the method returned no response: %j', async (returned) => {
    await expect(failureOf(sampleEvent('cognito'), { handlers: triggering(() => returned) })).resolves.toMatchObject({
      name: 'InvalidTriggerResponseError',
    });
  });

  it.each([
    ['the event', (event: object) => event],
    ['the response inside an object', () => ({ response: { autoConfirmUser: true } })],
  ])('fails if the method returned %s', async (_mistake, respond) => {
    const handlers = triggering((_source, _request, event) => respond(event));
    await expect(failureOf(sampleEvent('cognito'), { handlers })).resolves.toMatchObject({
      message: expect.stringContaining('return only members of its response'),
    });
  });

  it('is unhandled without a method, or continues unchanged', async () => {
    class Empty extends CognitoHandler {}
    const handlers = { [EVENT_COGNITO]: Empty };
    const event = sampleEvent('cognito');
    await expect(failureOf(event, { handlers })).resolves.toMatchObject({
      message: expect.stringContaining('CognitoHandler.onTrigger()'),
    });
    await expect(dispatch(event, { handlers, unhandled: 'warn' })).resolves.toEqual(event);
  });
});
