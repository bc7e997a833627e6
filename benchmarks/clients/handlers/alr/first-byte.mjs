import { Runtime } from '@alr/runtime';

const now = () => Number(process.hrtime.bigint()) / 1e6;

export default class FirstByte extends Runtime {
  handler() {
    return async (writer) => {
      await writer.write(`${now()} `);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await writer.write(`${now()}`);
    };
  }
}
