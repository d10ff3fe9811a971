import { describe, expect, test } from 'vitest';
import { testApp } from '../helpers/app.ts';

const { fetch } = await testApp();

describe('GET /health', () => {
  test('200: says how everything is', async () => {
    const response = await fetch('/health');
    expect(response.status).toBe(200);
    console.log(await response.text());
  });
});
