/** The result of one check of `tenure doctor`. */
export interface Finding {
  about: string;
  is: 'ok' | 'warning' | 'fault';
  found: string;
}

export const ok = (about: string, found: string): Finding => ({ about, is: 'ok', found });
export const warning = (about: string, found: string): Finding => ({ about, is: 'warning', found });
export const fault = (about: string, found: string): Finding => ({ about, is: 'fault', found });
