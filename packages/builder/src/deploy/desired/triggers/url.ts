import { type DesiredResource, desiredResource } from '../../kinds/kinds.ts';
import { type Attachment, permission, type TriggerOf } from './attachment.ts';

/**
 * Requests to a function URL.
 *
 * Since October 2025, a public URL needs permission for two actions; the second is limited to calls through the URL.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function url(trigger: TriggerOf<'url'>, attachment: Attachment): DesiredResource[] {
  const { authType, invokeMode, cors } = trigger;
  const name = [attachment.target.functionName, attachment.alias].filter(Boolean).join(':');
  const anyone = { principal: '*', source: null, account: null, edited: null };
  const publicAccess = [
    permission(attachment, 'url', 'everybody', {
      ...anyone,
      action: 'lambda:InvokeFunctionUrl',
      urlAuthType: 'NONE',
    }),
    permission(attachment, 'url-invoke', 'everybody', {
      ...anyone,
      action: 'lambda:InvokeFunction',
      viaUrl: true,
    }),
  ];
  return [
    ...(authType === 'NONE' ? publicAccess : []),
    desiredResource('function url', name, { authType, invokeMode, cors: cors ?? null, mark: 'ours' }),
  ];
}
