import { startHttp } from './http.ts';
import { startMongodb } from './mongodb.ts';
import { startMysql } from './mysql.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';

/** The services that the functions call, each as small as the one call needs. */
export interface Fakes extends AsyncDisposable {
  /** The environment variables that lead the functions to them. */
  readonly env: Readonly<Record<string, string>>;
}

export async function startFakes(): Promise<Fakes> {
  await using stack = new AsyncDisposableStack();
  const http = stack.use(await startHttp());
  const postgres = stack.use(await startPostgres());
  const mysql = stack.use(await startMysql());
  const redis = stack.use(await startRedis());
  const mongodb = stack.use(await startMongodb());
  const running = stack.move();
  return {
    env: {
      FAKE_HTTP: `http://${http.address}`,
      FAKE_POSTGRES: `postgres://ada:secret@${postgres.address}/shop`,
      FAKE_MYSQL: `mysql://ada:secret@${mysql.address}/shop`,
      FAKE_REDIS: `redis://${redis.address}`,
      FAKE_MONGODB: `mongodb://${mongodb.address}/?directConnection=true`,
      AWS_ENDPOINT_URL: `http://${http.address}`,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'token',
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
