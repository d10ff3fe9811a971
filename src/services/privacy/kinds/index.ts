/** Every kind of data of the product, one line each. */
import type { SystemScope } from '../../../core/tenancy.ts';
import type { Models } from '../../../models/index.ts';
import type { Kind } from '../kind.ts';
import { erasuresKind } from './erasures.ts';

export interface KindNeeds {
  readonly models: Models;
  readonly scope: SystemScope;
}

export const productKinds = ({ models, scope }: KindNeeds): Kind[] => [erasuresKind(models.erasures, scope)];
