import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTheme } from './frame/theme.tsx';
import { router } from './router.tsx';
import { ApiError } from './session/request.ts';
import { onPass } from './session/session.ts';
import './style.css';

applyTheme();

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What was refused is refused again; what did not get through may get through.
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});
// Nothing of one person is shown to the next.
onPass((pass) => void (pass === null && queries.clear()));

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
