// npm run dashboard: builds the dashboard where it has changed since it was built.
import { buildDashboard } from './dashboard/build.ts';

await buildDashboard(console.log);
