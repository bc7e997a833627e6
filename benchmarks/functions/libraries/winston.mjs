import { Writable } from 'node:stream';
import winston from 'winston';

const lines = [];
const stream = new Writable({
  write(line, _, done) {
    lines.push(String(line));
    done();
  },
});
const logger = winston.createLogger({
  format: winston.format.json(),
  transports: [new winston.transports.Console(), new winston.transports.Stream({ stream })],
});

export async function handler() {
  logger.info('received', { order: 1 });
  return lines;
}
