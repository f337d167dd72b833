export { CatalogueModule } from './catalogue.module.js';
export { CatalogueRefused } from './catalogue-refused.error.js';
export { readCatalogue, withoutDefaults, writeCatalogue } from './catalogue-file.js';
export { type Applied, CatalogueService } from './catalogue.service.js';
export type { WantedCatalogue } from './catalogue.js';
