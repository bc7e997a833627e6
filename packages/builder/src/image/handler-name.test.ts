import { describe, expect, it } from 'vitest';
import { handlerInImage, handlerModules } from './handler-name.ts';

describe('handlerInImage', () => {
  it.each([
    ['app.MyLambda', 'app.MyLambda'],
    ['src/app.MyLambda', 'src/app.MyLambda'],
    ['./src/app.ts', 'src/app'],
    ['./app.mjs', 'app'],
    ['./src/app.js', 'src/app.js'],
    ['src/page.tsx', 'src/page'],
    ['app.nested.handler', 'app.nested.handler'],
    ['@shop/orders.run', '@shop/orders.run'],
    ['/project/src/app.ts', 'src/app'],
    ['/project/src/app.MyLambda', 'src/app.MyLambda'],
    ['/elsewhere/app.MyLambda', '/elsewhere/app.MyLambda'],
  ])('calls %s %s', (handler, inImage) => {
    expect(handlerInImage(handler, '/project')).toBe(inImage);
  });
});

describe('handlerModules', () => {
  it.each([
    ['app', ['app']],
    ['src/app.MyLambda', ['src/app', 'src/app.MyLambda']],
    ['./src/app.ts', ['./src/app', './src/app.ts']],
    ['app.one.run', ['app', 'app.one', 'app.one.run']],
    ['@shop/orders.run', ['@shop/orders', '@shop/orders.run']],
    ['../lib.v2/app.run', ['../lib.v2/app', '../lib.v2/app.run']],
    ['.hidden.run', ['.hidden', '.hidden.run']],
    ['src/', []],
    ['..', []],
  ])('lists what %s can be an export of, or be itself', (handler, modules) => {
    expect(handlerModules(handler)).toEqual(modules);
  });
});
