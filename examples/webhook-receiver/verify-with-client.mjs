// Verifies a webhook with the client. What it answers is a union by `type`, so TypeScript knows the data of each.
import { verifyWebhook } from '@tenure/sdk/webhooks';

/**
 * Answers the event, or throws `InvalidSignature`. `body` is the text exactly as it came. While a secret is being replaced, pass
 * both.
 *
 * @param {string} body
 * @param {Record<string, string | string[] | undefined>} headers
 * @param {string[]} secrets each as it was shown, `whsec_…`
 */
export const verify = (body, headers, secrets) => verifyWebhook(body, headers, secrets);
