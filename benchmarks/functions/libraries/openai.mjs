import OpenAI from 'openai';

const client = new OpenAI({ apiKey: 'key', baseURL: `${process.env.FAKE_HTTP}/v1` });

export async function handler() {
  const { output_text: text } = await client.responses.create({ model: 'gpt-5', input: 'Hello' });
  return text;
}
