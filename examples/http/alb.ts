/**
 * Handles requests to an Application Load Balancer, and its health checks.
 *
 *   npx alr-builder local ./alb.ts
 *   npx alr-builder event alb --path /build --header 'accept: text/html' | npx alr-builder invoke --local
 */
import { ALBHandler, EVENT_ALB } from '@alr/event';
import { Runtime } from '@alr/runtime';

class Site extends ALBHandler {
  override onRequest(request: Request): Response {
    if (request.headers.get('user-agent')?.startsWith('ELB-HealthChecker/')) return new Response('healthy');
    const { pathname } = new URL(request.url);
    return Response.json({ path: pathname, accept: request.headers.get('accept') });
  }
}

export default class Web extends Runtime {
  static {
    this.registerEventHandler(EVENT_ALB, Site);
  }
}
