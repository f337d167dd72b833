/** The storage of class-transformer for its decorators. No public function reads it. */
declare module 'class-transformer/cjs/storage.js' {
  import type { TransformationType } from 'class-transformer';

  export const defaultMetadataStorage: {
    findTypeMetadata(target: object, property: string): { typeFunction?: () => unknown } | undefined;
    findTransformMetadatas(target: object, property: string, type: TransformationType): unknown[];
    findExposeMetadata(target: object, property: string): unknown;
    findExcludeMetadata(target: object, property: string): unknown;
  };
}
