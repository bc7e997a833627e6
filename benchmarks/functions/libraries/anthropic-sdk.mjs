import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ apiKey: 'key', baseURL: process.env.FAKE_HTTP });

export async function handler() {
  const messages = [{ role: 'user', content: 'Hello' }];
  const { content } = await client.messages.create({ model: 'claude', max_tokens: 16, messages });
  return content;
}
