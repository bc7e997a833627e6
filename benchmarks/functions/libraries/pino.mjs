import pino from 'pino';

const logger = pino({ level: 'debug', redact: ['token'] });

export async function handler() {
  const lines = [];
  const captured = pino({ base: null, timestamp: false, redact: ['token'] }, { write: (line) => lines.push(line) });
  captured.child({ order: 1 }).info({ token: 'secret' }, 'received');
  logger.info('received');
  return lines;
}
