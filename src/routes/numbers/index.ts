/** Numbers, as their owners and those who have them manage them. */
import type { Route } from '../frame/route.ts';
import { assignNumberRoute } from './assign.ts';
import { changeNumberRoute } from './change.ts';
import { createNumberRoute } from './create.ts';
import { getNumberRoute } from './get.ts';
import { numberHistoryRoute } from './history.ts';
import { listNumbersRoute } from './list.ts';
import { releaseNumberRoute } from './release.ts';
import { removeNumberRoute } from './remove.ts';

export const numberRoutes: readonly Route[] = [
  listNumbersRoute,
  createNumberRoute,
  getNumberRoute,
  changeNumberRoute,
  assignNumberRoute,
  releaseNumberRoute,
  removeNumberRoute,
  numberHistoryRoute,
];
