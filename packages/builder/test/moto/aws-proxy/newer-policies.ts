import type { ApiCall } from './api-call.ts';
import type { HttpResponse } from './refusal.ts';

/** AWS's own policies that are newer than moto. */
const policies = ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicDurableExecutionRolePolicy'];

/** Which roles of an account have policies of AWS that moto does not know. */
export class NewerPolicies {
  readonly #policies = new Map<string, Set<string>>();

  /** Responds to a call that attaches or detaches one of these policies; undefined for all others. */
  respond(call: ApiCall): HttpResponse | undefined {
    const { role, policy } = partsOf(call);
    if (!policies.includes(policy)) return undefined;
    const attached = this.#policies.get(role) ?? new Set();
    if (call.operation === 'AttachRolePolicy') this.#policies.set(role, attached.add(policy));
    else if (call.operation === 'DetachRolePolicy') attached.delete(policy);
    else return undefined;
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<${call.operation}Response><ResponseMetadata/></${call.operation}Response>`,
    };
  }

  /** Adds the policies to the list of those of a role. */
  complete(call: ApiCall, response: HttpResponse): HttpResponse {
    const { role } = partsOf(call);
    if (call.operation === 'DeleteRole') this.#policies.delete(role);
    const attached = this.#policies.get(role) ?? [];
    if (call.operation !== 'ListAttachedRolePolicies') return response;
    const members = [...attached].map(
      (arn) => `<member><PolicyName>${arn.split('/').at(-1)}</PolicyName><PolicyArn>${arn}</PolicyArn></member>`,
    );
    return {
      ...response,
      body: response.body.replace('</AttachedPolicies>', `${members.join('')}</AttachedPolicies>`),
    };
  }
}

function partsOf({ service, body }: ApiCall): { role: string; policy: string } {
  const parameters = new URLSearchParams(service === 'iam' ? body : '');
  return { role: parameters.get('RoleName') ?? '', policy: parameters.get('PolicyArn') ?? '' };
}
