/** A debugger that speaks the protocol of V8's inspector, like an editor. */
export interface DebuggerClient extends Disposable {
  /** Resolves when the connection has ended. */
  readonly closed: Promise<unknown>;
  /** Calls a method, and returns its result. */
  call(method: string, parameters?: object): Promise<Record<string, unknown>>;
  /** Resolves to the parameters of the next event with this name that has not been returned yet. */
  next(event: string): Promise<Record<string, unknown>>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** Attaches a debugger, as an editor does: it asks for the address of the WebSocket first. */
export async function attachDebugger(address: string): Promise<DebuggerClient> {
  const response = await fetch(`http://${address}/json/list`);
  const [target] = (await response.json()) as { webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const calls = new Map<number, (message: Message) => void>();
  const events: Message[] = [];
  const waiting = new Set<() => void>();
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    if (message.id !== undefined) return calls.get(message.id)?.(message);
    events.push(message);
    for (const check of waiting) check();
  });
  let lastId = 0;
  return {
    closed: new Promise((resolve) => socket.addEventListener('close', resolve)),
    async call(method, params = {}) {
      lastId += 1;
      const response = new Promise<Message>((resolve) => calls.set(lastId, resolve));
      socket.send(JSON.stringify({ id: lastId, method, params }));
      const { result, error } = await response;
      if (error !== undefined) throw new Error(`${method}: ${error.message}`);
      return result ?? {};
    },
    next: (event) =>
      new Promise((resolve) => {
        const check = () => {
          const index = events.findIndex(({ method }) => method === event);
          if (index === -1) return;
          waiting.delete(check);
          resolve(events.splice(index, 1)[0]?.params ?? {});
        };
        waiting.add(check);
        check();
      }),
    [Symbol.dispose]: () => socket.close(),
  };
}
