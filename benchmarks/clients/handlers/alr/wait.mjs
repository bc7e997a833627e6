import { Runtime } from '@alr/runtime';

export default class Wait extends Runtime {
  async handler(event) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return event;
  }
}
