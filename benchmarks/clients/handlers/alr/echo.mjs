import { Runtime } from '@alr/runtime';

export default class Echo extends Runtime {
  handler(event) {
    return event;
  }
}
