import { Runtime } from '@alr/runtime';

export default class Log extends Runtime {
  handler(event) {
    this.logger.info('received');
    return event;
  }
}
