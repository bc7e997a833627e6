const { once } = require('node:events');

exports.handler = awslambda.streamifyResponse(async (event, responseStream) => {
  const chunk = Buffer.alloc(65536, 'x');
  for (let left = event.bytes; left > 0; left -= chunk.length) {
    const piece = left < chunk.length ? chunk.subarray(0, left) : chunk;
    if (!responseStream.write(piece)) await once(responseStream, 'drain');
  }
  responseStream.end();
});
