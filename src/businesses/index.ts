export { BusinessAnnotations, RenameBusinessDto } from './business.dto.js';
export { businessClosed, businessSuspended } from './business.errors.js';
export type { Business, NewBusiness } from './business.rows.js';
export { businessView, BusinessView, OperatorBusinessView, operatorBusinessView } from './business.view.js';
export { BusinessesModule } from './businesses.module.js';
export { BusinessesService } from './businesses.service.js';
export { type BusinessInTime, NamedBusiness } from './named-business.js';
