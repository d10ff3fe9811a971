import type { House } from '../calls/house.ts';
import type { Talk } from './talk.ts';
import type { Viewer } from './viewer.ts';

/** What a page is opened on. */
export interface Ground {
  readonly url: string;
  readonly house: House;
  readonly viewer: Viewer;
  readonly talk: Talk;
}
