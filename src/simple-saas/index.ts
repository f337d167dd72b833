export { readDump } from './dump.js';
export { NO_MAP, readMap } from './import-map.js';
export { ImportService } from './import.service.js';
export { emptyReport, type Report } from './report.js';
export { SimpleSaasModule } from './simple-saas.module.js';
