const now = () => Number(process.hrtime.bigint()) / 1e6;

exports.handler = awslambda.streamifyResponse(async (_event, responseStream) => {
  responseStream.write(`${now()} `);
  await new Promise((resolve) => setTimeout(resolve, 20));
  responseStream.write(`${now()}`);
  responseStream.end();
});
