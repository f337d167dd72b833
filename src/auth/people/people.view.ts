import { UserView } from '../sessions/sessions.view.js';

/** A person as operators see them. */
export class PersonView extends UserView {
  /** True if the person cannot log in. @example false */
  suspended: boolean;
  createdAt: Date;
}
