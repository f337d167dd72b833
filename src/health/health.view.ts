export class HealthView {
  /** Always `ok`; anything else is a problem document. @example 'ok' */
  status: string;
}
