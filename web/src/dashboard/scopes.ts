/** What a key may do, in words. */
export const SCOPES: [value: Scope, text: string][] = [
  ['usage:write', 'Spend units'],
  ['usage:refund', 'Give units back'],
  ['usage:read', 'Ask what is left'],
  ['allocations:write', 'Hold and free things'],
];

export type Scope = 'usage:write' | 'usage:refund' | 'usage:read' | 'allocations:write';

export const scopeNames = (scopes: Scope[]): string =>
  scopes.length === SCOPES.length
    ? 'Everything'
    : SCOPES.filter(([scope]) => scopes.includes(scope))
        .map(([, text]) => text)
        .join(', ');
