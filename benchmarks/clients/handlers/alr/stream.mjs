import { Runtime } from '@alr/runtime';

export default class Stream extends Runtime {
  handler(event) {
    return async (writer) => {
      const chunk = Buffer.alloc(65536, 'x');
      for (let left = event.bytes; left > 0; left -= chunk.length) {
        await writer.write(left < chunk.length ? chunk.subarray(0, left) : chunk);
      }
    };
  }
}
