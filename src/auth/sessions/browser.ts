/**
 * Browsers, in the order in which they are searched. The order matters, because a `User-Agent` also has the names of older
 * browsers.
 */
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
 * Describes the browser of a `User-Agent`, such as "Firefox on Linux". For any other program, it returns the first word. The text
 * is only for display, because a client can send any `User-Agent`.
 */
export function browserOf(userAgent: string): string {
  const browser = nameIn(BROWSERS, userAgent);
  const system = nameIn(SYSTEMS, userAgent);
  if (browser === undefined) return (userAgent.split(' ')[0] ?? '').slice(0, LONGEST);
  return system === undefined ? browser : `${browser} on ${system}`;
}

const nameIn = (names: [name: string, pattern: RegExp][], text: string): string | undefined =>
  names.find(([, pattern]) => pattern.test(text))?.[0];
