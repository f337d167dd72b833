import { TOTP } from 'otpauth';
import { type Client, PASSWORD } from './tenure.js';

const STEP_MS = 30_000;

/** An authenticator app with this secret: answers the code that it shows at a time. */
export const phone = (secret: string) => {
  const totp = new TOTP({ secret });
  return (at: number): string => totp.generate({ timestamp: at });
};

/** Begins a second factor for the person with this token. Returns the present code, which is not used yet. */
export async function beginSecondFactor(server: Client, token: string) {
  const begun = await server.post('/v1/me/second-factor', { token, body: { password: PASSWORD } });
  const codeAt = phone(begun.body.secret as string);
  return { codeAt, code: codeAt(Date.now()) };
}

/** Switches a second factor on with the code of half a minute ago, so that the present code is still unused. */
export async function switchOnSecondFactor(server: Client, token: string) {
  const begun = await beginSecondFactor(server, token);
  const body = { code: begun.codeAt(Date.now() - STEP_MS) };
  await server.post('/v1/me/second-factor/confirm', { token, body });
  return { ...begun, code: begun.codeAt(Date.now()) };
}
