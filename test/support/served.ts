import type { Answer } from './tenure.js';
import { until } from './until.js';

/**
 * Sends a request. On a distributed database it sends it again while the answer is 503, for half a minute at most, as clients do:
 * requests that wait for each other may be refused there. Elsewhere a 503 is an answer like others.
 */
export function served(send: () => Promise<Answer>): Promise<Answer> {
  if (process.env.DISTRIBUTED !== 'on') return send();
  const answered = async (): Promise<Answer | null> => {
    const answer = await send();
    return answer.status === 503 ? null : answer;
  };
  return until(answered, 'the request is served', 30);
}
