import type { CompletePlan, FeatureKind } from '../billing-plans/index.js';

export interface CatalogueFeature {
  key: string;
  name: string;
  unit: string;
  kind: FeatureKind;
  retired: boolean;
}

export type CataloguePlan = CompletePlan & { isDefault: boolean; archived: boolean };

/** All features and plans that there are, or that a file wants. */
export interface Catalogue {
  features: CatalogueFeature[];
  plans: CataloguePlan[];
}

/** What a file says. `isDefault` is undefined where the file says nothing about it. */
export interface WantedCatalogue {
  features: CatalogueFeature[];
  plans: (Omit<CataloguePlan, 'isDefault'> & { isDefault: boolean | undefined })[];
}
