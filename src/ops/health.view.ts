export class HealthView {
  /** Always `ok`; anything else is a problem document. */
  status: string;
}
