import type { Answer } from './tenure.js';

/**
 * Sends a request. On a distributed database it sends it again while the answer is 503, as clients do: requests that wait for each
 * other may be refused there. Elsewhere a 503 is an answer like others.
 */
export async function served(send: () => Promise<Answer>): Promise<Answer> {
  const answer = await send();
  return process.env.DISTRIBUTED === 'on' && answer.status === 503 ? served(send) : answer;
}
