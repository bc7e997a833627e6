import { getParameter } from '@aws-lambda-powertools/parameters/ssm';

/** Greets a customer of a service whose token is a secret. */
export async function handler({ customer }: { readonly customer: string }): Promise<string> {
  const { TOKEN_PARAMETER = '', SERVICE = '' } = process.env;
  // Read at most every five minutes, so that a new value needs no deployment.
  const token = await getParameter(TOKEN_PARAMETER, { decrypt: true, maxAge: 300 });
  const response = await fetch(`${SERVICE}/customers/${customer}`, { headers: { authorization: `Bearer ${token}` } });
  return `Hello ${await response.text()}!`;
}
