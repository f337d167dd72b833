/** Names in the order in which they have to be looked for: a browser also names those that it descends from. */
const BROWSERS: [name: string, pattern: RegExp][] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|Chromium)\//],
  ['Safari', /\bVersion\/\S+ .*\bSafari\//],
];
const SYSTEMS: [name: string, pattern: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
];
const LONGEST = 60;

/**
 * Says for a person which browser a `User-Agent` names, such as "Firefox on Linux". Of any other program, its first word.
 * It is for display only, because a client can send any text.
 */
export function browserOf(userAgent: string): string {
  const browser = nameIn(BROWSERS, userAgent);
  const system = nameIn(SYSTEMS, userAgent);
  if (browser === undefined) return (userAgent.split(' ')[0] ?? '').slice(0, LONGEST);
  return system === undefined ? browser : `${browser} on ${system}`;
}

const nameIn = (names: [name: string, pattern: RegExp][], text: string): string | undefined =>
  names.find(([, pattern]) => pattern.test(text))?.[0];
