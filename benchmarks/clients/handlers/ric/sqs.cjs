exports.handler = async (event) => {
  for (const record of event.Records) globalThis.received = JSON.parse(record.body);
};
