import { ConfigurationError, type Problem } from '../problem.ts';

/**
 * The managed policies of a `policies` file: one ARN a line, what follows a `#` is a comment.
 *
 * @throws ConfigurationError for lines that are no ARN of a managed policy.
 */
export function readPoliciesFile(text: string, file: string): string[] {
  const problems: Problem[] = [];
  const arns: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const arn = line.replace(/#.*/, '').trim();
    if (arn === '') continue;
    if (/^arn:[a-z-]+:iam::(aws|\d{12}):policy\/\S+$/.test(arn)) arns.push(arn);
    else {
      const place = { file, line: index + 1, column: line.indexOf(arn) + 1 };
      const example = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
      problems.push({ place, message: `"${arn}" is not the ARN of a managed policy, such as ${example}` });
    }
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return arns;
}
