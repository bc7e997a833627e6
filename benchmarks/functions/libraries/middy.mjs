import middy from '@middy/core';

export const handler = middy()
  .use({
    before(request) {
      request.event.steps = ['before'];
    },
    after(request) {
      request.response.push('after');
    },
  })
  .handler(async (event) => [...event.steps, 'handler']);
