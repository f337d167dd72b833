// Loaded before a server. It sets the clock of that server DAYS_AHEAD days ahead.
const ahead = Number(process.env.DAYS_AHEAD) * 86_400_000;
const OurDate = Date;

class DateAhead extends OurDate {
  /** @param {any[]} args */
  constructor(...args) {
    if (args.length === 0) super(OurDate.now() + ahead);
    else super(.../** @type {[any]} */ (args));
  }

  /** @override */
  static now() {
    return OurDate.now() + ahead;
  }
}

globalThis.Date = /** @type {DateConstructor} */ (DateAhead);
