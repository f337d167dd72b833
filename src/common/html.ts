/** Escapes a text for HTML, also for an attribute in quotes. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

/** Puts a text in place of each `%NAME%` of a template. The texts are HTML: see `escaped`. */
export const filled = (template: string, texts: Record<string, string>): string =>
  template.replace(/%([A-Z_]+)%/g, (place, name: string) => texts[name] ?? place);
