import { PROBLEM_MEMBERS, problemReference, problemSchemaName } from '../common/problem-members.js';
import { type ProblemCode, PROBLEMS } from '../common/problems.js';

const CODES = Object.keys(PROBLEMS) as ProblemCode[];

type Schema = Readonly<Record<string, unknown>>;
type Members = Record<string, Schema & { optional?: true; example?: unknown }>;

const membersOf = (code: ProblemCode): Members =>
  (PROBLEM_MEMBERS as Partial<Record<ProblemCode, Members>>)[code] ?? {};

/** The members that every problem has (RFC 9457). */
const base = (code: ProblemCode): Record<string, Schema> => ({
  type: { type: 'string', const: `urn:tenure:problem:${code}` },
  title: { type: 'string', example: PROBLEMS[code].title },
  status: { type: 'integer', example: PROBLEMS[code].status },
  detail: {
    type: 'string',
    description: 'What happened, for people to read.',
    example: `${PROBLEMS[code].title}.`,
  },
  code: { type: 'string', const: code, description: 'The stable name of the problem.' },
});

/** A schema for each problem. Its `code` is a constant, so that the type of a client knows the members by the code. */
export const problemSchemas = (): Record<string, object> =>
  Object.fromEntries(CODES.map((code) => [problemSchemaName(code), problemSchema(code)]));

function problemSchema(code: ProblemCode): object {
  const members = Object.entries(membersOf(code));
  const own = members.map(([name, { optional: _, ...schema }]) => [name, schema]);
  const required = members.filter(([, { optional }]) => optional !== true).map(([name]) => name);
  return {
    type: 'object',
    description: `${PROBLEMS[code].title}.`,
    required: [...Object.keys(base(code)), ...required],
    properties: { ...base(code), ...Object.fromEntries(own) },
  };
}

/** The schema of an answer that is one of these problems. */
function oneOfProblems(codes: ProblemCode[]): object {
  const [only, ...others] = codes.map(problemReference);
  if (others.length === 0) return { $ref: only };
  const mapping = Object.fromEntries(codes.map((code) => [code, problemReference(code)]));
  return {
    oneOf: codes.map((code) => ({ $ref: problemReference(code) })),
    discriminator: { propertyName: 'code', mapping },
  };
}

const counted = (description: string, minimum: number) => ({
  description,
  schema: { type: 'integer', minimum },
});

/** The header of problems after which a client should wait. */
const RETRY_AFTER = { 'Retry-After': counted('Seconds to wait before the request is repeated.', 1) };

/** The headers of 429, in addition. */
const RATE_LIMIT = {
  'RateLimit-Limit': counted('How many requests the limit allows in a period.', 1),
  'RateLimit-Remaining': counted('How many requests are left in this period.', 0),
  'RateLimit-Reset': counted('Seconds until the next period begins.', 1),
};

/** The headers of problems, by their status. */
const HEADERS: Partial<Record<number, object>> = { 429: { ...RETRY_AFTER, ...RATE_LIMIT }, 503: RETRY_AFTER };

/** An example of each problem. */
export const problemExamples = (): Record<string, object> =>
  Object.fromEntries(CODES.map((code) => [code, { value: example(code, PROBLEMS[code].status) }]));

/** The response of an operation for one status: one of the problems with that status. `states` are those of `wrong_state`. */
export function problemResponse(
  codes: ProblemCode[],
  status: number,
  states: Record<string, string> = {},
): object {
  const examples = codes.map((code) => [
    code,
    status === PROBLEMS[code].status
      ? { $ref: `#/components/examples/${code}` }
      : { value: example(code, status) },
  ]);
  const content = {
    'application/problem+json': {
      schema: oneOfProblems(codes),
      examples: Object.fromEntries(examples) as object,
    },
  };
  const headers = HEADERS[status];
  const names = codes.map((code) => `\`${code}\``).join(', ');
  const meanings = Object.entries(states).map(([state, meaning]) => `\`${state}\` (${meaning})`);
  const description = codes.includes('wrong_state')
    ? `${names}. The \`state\` of \`wrong_state\`: ${meanings.join(', ')}.`
    : names;
  return { description, ...(headers !== undefined && { headers }), content };
}

function example(code: ProblemCode, status: number): object {
  const { title } = PROBLEMS[code];
  const members = Object.entries(membersOf(code)).filter(([, member]) => 'example' in member);
  return {
    type: `urn:tenure:problem:${code}`,
    title,
    status,
    detail: `${title}.`,
    code,
    ...Object.fromEntries(members.map(([name, member]) => [name, member.example])),
  };
}
