// Verifies a webhook with the client. What it answers is a union by `type`, so TypeScript knows the data of each.
import { InvalidSignature, verifyWebhook } from '@tenure/sdk/webhooks';

export { InvalidSignature };

/**
 * Answers the event, or throws `InvalidSignature`; another error if a secret is empty or too short. `body` is the text exactly as it came. While a secret is being replaced, pass
 * both.
 *
 * @param {string} body
 * @param {Record<string, string | string[] | undefined>} headers
 * @param {string[]} secrets each as it was shown, `whsec_…`
 */
export const verify = (body, headers, secrets) => verifyWebhook(body, headers, secrets);
