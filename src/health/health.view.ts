export class HealthView {
  /** Always `ok`. Otherwise the answer is a problem document. @example 'ok' */
  status: string;
}
