import { listen, type Service } from './listen.ts';

/** Redis with one key, `name`. */
export function startRedis(): Promise<Service> {
  return listen(() => (received, send) => {
    let rest = received.toString();
    for (let command = take(rest); command !== undefined; command = take(rest)) {
      rest = rest.slice(command.length);
      send(responseTo(command.words));
    }
    return Buffer.from(rest);
  });
}

/** Takes the first command, which is an array of strings: `*2\r\n$3\r\nGET\r\n$4\r\nname\r\n`. */
function take(text: string): { words: readonly string[]; length: number } | undefined {
  const [head, digits] = text.match(/^\*(\d+)\r\n/) ?? [];
  if (head === undefined) return undefined;
  const words: string[] = [];
  let at = head.length;
  while (words.length < Number(digits)) {
    const [lengthLine, length] = text.slice(at).match(/^\$(\d+)\r\n/) ?? [];
    if (lengthLine === undefined) return undefined;
    const start = at + lengthLine.length;
    at = start + Number(length) + 2;
    if (at > text.length) return undefined;
    words.push(text.slice(start, at - 2));
  }
  return { words, length: at };
}

function responseTo([command = '', key]: readonly string[]): string {
  switch (command.toLowerCase()) {
    case 'info':
      return bulk('redis_version:8.0.0\r\nloading:0\r\n');
    case 'get':
      return key === 'name' ? bulk('Ada') : '$-1\r\n';
    case 'hello':
      return '%1\r\n+server\r\n+redis\r\n';
    default:
      return '+OK\r\n';
  }
}

function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}
