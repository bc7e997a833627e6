/** Records when libraries read the time, or use the time zone. */

/** Something that a start only has to have in common with the build. */
const TIME_ZONE = 'the time zone';

/** @param env the variables of the process, which contain the time zone */
exports.recordTime = function recordTime({ record, patch, patchAll, watch }, env) {
  patch(Date, 'now', 'reads', 'the time (Date.now)');
  const { parse } = Date;
  const isLocalTime = (text) => {
    const [here, elsewhere] = ['UTC', 'Asia/Tokyo'].map((zone) => {
      env.TZ = zone;
      return parse(text);
    });
    delete env.TZ;
    return !Object.is(here, elsewhere);
  };
  Date.parse = (text) => {
    if (isLocalTime(text)) record('reads', TIME_ZONE);
    return parse(text);
  };
  globalThis.Date = new Proxy(Date, {
    construct(target, args, newTarget) {
      if (args.length === 0) record('reads', 'the time (new Date)');
      const [first] = args;
      if (args.length > 1 || (typeof first === 'string' && isLocalTime(first))) record('reads', TIME_ZONE);
      return Reflect.construct(target, args, newTarget);
    },
    apply(target, self, args) {
      record('reads', 'the time (Date)');
      return Reflect.apply(target, self, args);
    },
  });
  Date.prototype.constructor = Date;
  for (const name of Object.getOwnPropertyNames(Date.prototype)) {
    if (/^[gs]et(?!UTC|Time$)|^to(Date|Time)?String$/.test(name)) patch(Date.prototype, name, 'reads', TIME_ZONE);
  }
  patch(process, 'hrtime', 'reads', 'the time (process.hrtime)');
  patch(process.hrtime, 'bigint', 'reads', 'the time (process.hrtime)');
  patchAll(performance, 'the time (performance).', 'reads', [
    'now',
    'mark',
    'measure',
    'toJSON',
    'eventLoopUtilization',
  ]);
  for (const name of ['timeOrigin', 'nodeTiming']) watch(performance, name, `performance.${name}`);
};
