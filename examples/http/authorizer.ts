/**
 * Lets requests with a known token pass through an API of API Gateway.
 *
 *   npx alr-builder local ./authorizer.ts
 *   npx alr-builder event authorizer --token 'Bearer my-token' | npx alr-builder invoke --local
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { type AuthorizerDecision, AuthorizerHandler, type AuthorizerRequest, EVENT_AUTHORIZER } from '@alr/event';
import { Runtime } from '@alr/runtime';

class Guard extends AuthorizerHandler<Gate> {
  override async onAuthorize({ token = '', arn }: AuthorizerRequest): Promise<AuthorizerDecision> {
    const { known } = this.runtime;
    if (!timingSafeEqual(digest(token), known)) return false;
    // API Gateway caches the policy for this token, so it has to allow all that the token may do: here, the whole stage.
    const [stage] = /^(?:[^:]*:){5}[^/]*\/[^/]*/.exec(arn) ?? [];
    return { allow: true, principalId: 'ada', context: { role: 'admin' }, resources: [`${stage}/*`] };
  }
}

export default class Gate extends Runtime {
  static {
    this.registerEventHandler(EVENT_AUTHORIZER, Guard);
  }

  known!: Buffer;

  override init(): void {
    this.known = digest(process.env.TOKEN ?? 'Bearer my-token');
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
