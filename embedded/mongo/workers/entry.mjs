// Where a reading thread begins. Plain JavaScript, so that nothing has to be translated before the cache of translated
// code is in use: a thread starts in less than half the time, and the translator, which is WebAssembly, does not run in
// several threads at once. (V8 was seen to abort the process when one of them began while another ended.)
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./worker.ts');
